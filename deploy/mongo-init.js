/* Run by mongosh as root on one member; see docker-compose.yml. */
const members = ['mongo-1', 'mongo-2', 'mongo-3'].map((host, _id) => ({ _id, host: `${host}:27017` }));
try {
	rs.initiate({ _id: 'kasakuma', members });
} catch (error) {
	if (error.codeName !== 'AlreadyInitialized') throw error;
}
for (let second = 0; second < 60 && !db.hello().isWritablePrimary; second++) {
	if (db.hello().secondary && db.hello().primary) break;
	sleep(1000);
}
const primary = db.hello().primary;
if (!primary) throw new Error('the replica set has no primary');
const line = new Mongo(`mongodb://root:${encodeURIComponent(process.env.ROOT_PASSWORD)}@${primary}/admin`).getDB('kasakuma');
if (line.getUser('line') === null) {
	line.createUser({ user: 'line', pwd: process.env.LINE_PASSWORD, roles: [{ role: 'readWrite', db: 'kasakuma' }] });
}
