// For mongosh: makes three members one replica set, and gives the line a user that may do what it does and nothing else.
// Done at every start; what is there stays. What each action is for: docs/operations/mongodb.md.
const { readFileSync } = require('node:fs');

const MEMBERS = ['mongo-1:27017', 'mongo-2:27017', 'mongo-3:27017'];
const ACTIONS = ['find', 'insert', 'update', 'remove', 'createCollection', 'createIndex'];
const NOT_INITIATED = 94;
const AGAIN_MS = 1_000;
const TRIES_MOST = 60;

const password = (user) => readFileSync(`/run/mongo/${user}-password`, 'utf8');
const address = (hosts, options) => `mongodb://root:${password('root')}@${hosts}/admin?authSource=admin&${options}`;

/** The first member starts twice when it is new: it makes its first user before it lets anybody in. */
function insist(work) {
	for (let tries = 1; ; tries++) {
		try {
			return work();
		} catch (error) {
			if (tries === TRIES_MOST) throw error;
			sleep(AGAIN_MS);
		}
	}
}

function isInitiated(admin) {
	try {
		return admin.runCommand({ replSetGetStatus: 1 }).ok === 1;
	} catch (error) {
		if (error.code === NOT_INITIATED) return false;
		throw error;
	}
}

insist(() => {
	const admin = connect(address(MEMBERS[0], 'directConnection=true'));
	if (isInitiated(admin)) return;
	const members = MEMBERS.map((host, _id) => ({ _id, host }));
	admin.runCommand({ replSetInitiate: { _id: 'kasakuma', members } });
});

insist(() => {
	const line = connect(address(MEMBERS.join(','), 'replicaSet=kasakuma')).getSiblingDB('kasakuma');
	if (line.getRole('line') === null) {
		const privileges = [{ resource: { db: 'kasakuma', collection: '' }, actions: ACTIONS }];
		line.createRole({ role: 'line', privileges, roles: [] });
	}
	if (line.getUser('line') === null) line.createUser({ user: 'line', pwd: password('line'), roles: ['line'] });
});
