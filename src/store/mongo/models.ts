import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type {
	CaseDocument,
	CaseEventDocument,
	EarlyReportDocument,
	LeaseDocument,
	MarkDocument,
	OptOutDocument,
	OutboxDocument,
	ParcelDocument,
	PersonDocument,
	QuarantineDocument,
	RateDocument,
	RecordDocument,
	RecordingDocument,
	TriesDocument,
	TurnDocument,
} from './documents.ts';

export interface Models {
	readonly persons: Model<PersonDocument>;
	readonly turns: Model<TurnDocument>;
	readonly parcels: Model<ParcelDocument>;
	readonly cases: Model<CaseDocument>;
	readonly caseEvents: Model<CaseEventDocument>;
	readonly tries: Model<TriesDocument>;
	readonly outbox: Model<OutboxDocument>;
	readonly earlyReports: Model<EarlyReportDocument>;
	readonly optOuts: Model<OptOutDocument>;
	readonly recordings: Model<RecordingDocument>;
	readonly records: Model<RecordDocument>;
	readonly quarantine: Model<QuarantineDocument>;
	readonly leases: Model<LeaseDocument>;
	readonly rates: Model<RateDocument>;
	readonly marks: Model<MarkDocument>;
}

// What is there may be empty: a place that is not known, a contact that is not wished.
Schema.Types.String.checkRequired((value) => typeof value === 'string');
Schema.Types.Buffer.checkRequired((value) => value instanceof Uint8Array);

const text = { type: String, required: true } as const;
const bytes = { type: Buffer, required: true } as const;
const number = { type: Number, required: true } as const;
const flag = { type: Boolean, required: true } as const;

const optional = <Type>(field: { readonly type: Type; readonly required: true }) =>
	({ type: field.type, required: false }) as const;

/** `throw`: a field that no schema names is a mistake of ours, and is neither written nor passed over. */
const OPTIONS = {
	strict: 'throw',
	strictQuery: 'throw',
	versionKey: false,
	minimize: false,
	autoIndex: false,
	autoCreate: false,
	bufferCommands: false,
} as const;

const part = (definition: SchemaDefinition) => new Schema(definition, { ...OPTIONS, _id: false });
const documents = <Document>(definition: SchemaDefinition) =>
	new Schema<Document>({ _id: text, ...definition }, OPTIONS);

const caseFields = {
	pinIndex: text,
	country: text,
	kind: text,
	dangerNow: flag,
	district: text,
	status: text,
	contact: bytes,
	openedDay: text,
	wrappedKey: bytes,
};

const optionalCaseFields = Object.fromEntries(
	Object.entries(caseFields).map(([name, field]) => [name, { ...field, required: false }]),
);

const outboxFields = {
	kind: text,
	route: text,
	lane: number,
	due: number,
	caseId: text,
	sealed: bytes,
	day: text,
};

const recordFields = { kind: text, revision: number, state: text, day: text, body: bytes };

const entry = part({
	id: text,
	turn: optionalPart({ person: text, reply: bytes, day: text }),
	cases: [part({ id: text, codeIndex: text, ...caseFields })],
	events: [part({ id: text, caseId: text, sealed: bytes })],
	changes: [
		part({
			caseId: text,
			unless: [String],
			changes: part({
				status: optional(text),
				kind: optional(text),
				dangerNow: optional(flag),
				district: optional(text),
				pinIndex: optional(text),
				contact: optional(bytes),
			}),
		}),
	],
	outbox: [part({ id: text, ...outboxFields })],
	optOuts: { type: [part({ id: text, wants: text, day: text })], default: undefined },
	records: { type: [part({ id: text, ...recordFields })], default: undefined },
	quarantine: [part({ id: text, route: text, reason: text, sealed: bytes, day: text })],
	tries: optional(text),
});

function optionalPart(definition: SchemaDefinition) {
	return { type: part(definition), required: false } as const;
}

const conversation = optionalPart({ revision: number, sealed: bytes, day: text });

const persons = documents<PersonDocument>({
	wrappedKey: optional(bytes),
	profile: optional(bytes),
	seenDay: optional(text),
	conversations: optionalPart({ ussd: conversation, sms: conversation, voice: conversation }),
	recent: { type: [String], default: undefined },
	pending: { type: [entry], default: undefined },
}).index({ 'pending.id': 1 }, { sparse: true });

const turns = documents<TurnDocument>({
	person: text,
	reply: bytes,
	day: text,
	pending: { type: entry, required: false },
})
	.index({ 'pending.id': 1 }, { sparse: true })
	.index({ person: 1 })
	.index({ day: 1 });

const cases = documents<CaseDocument>({
	codeIndex: text,
	...optionalCaseFields,
	position: optional(number),
	by: optional(text),
	day: optional(text),
	applied: { type: [String], default: undefined },
})
	.index({ codeIndex: 1 }, { unique: true })
	.index({ position: 1 }, { unique: true, sparse: true });

const caseEvents = documents<CaseEventDocument>({ caseId: text, position: number, sealed: bytes }).index(
	{ caseId: 1, position: 1 },
	{ unique: true },
);

const tries = documents<TriesDocument>({ revision: number, at: [Number], day: text, by: optional(text) });

const outbox = documents<OutboxDocument>({
	...outboxFields,
	state: text,
	fence: number,
	until: number,
	attempts: number,
	emptied: optional(flag),
	ref: optional(text),
	reason: text,
	attemptingAt: number,
	acceptedAt: number,
	sentAt: number,
	finalAt: number,
})
	.index({ state: 1, _id: 1 })
	.index({ state: 1, route: 1, lane: 1, due: 1, _id: 1 })
	.index({ ref: 1 }, { unique: true, sparse: true })
	.index({ caseId: 1 })
	.index({ emptied: 1, day: 1 });

const schemas = {
	persons,
	turns,
	parcels: documents<ParcelDocument>({ pending: { type: entry, required: true } }),
	cases,
	caseEvents,
	tries,
	outbox,
	earlyReports: documents<EarlyReportDocument>({ ref: text, state: text, reason: text, at: number }).index({ ref: 1 }),
	optOuts: documents<OptOutDocument>({ wants: text, day: text }),
	recordings: documents<RecordingDocument>({ caseId: text, seconds: number, day: text, sealed: bytes }).index({
		caseId: 1,
		day: 1,
		_id: 1,
	}),
	records: documents<RecordDocument>(recordFields).index({
		kind: 1,
		state: 1,
		_id: 1,
	}),
	quarantine: documents<QuarantineDocument>({ route: text, reason: text, sealed: bytes, day: text }),
	leases: documents<LeaseDocument>({ holder: text, fence: number, until: number }),
	rates: documents<RateDocument>({ at: number }),
	marks: documents<MarkDocument>({ value: text }),
};

/** Schemas and indexes of every collection, declared once. */
export function modelsOn(connection: Connection): Models {
	return Object.fromEntries(
		Object.entries(schemas).map(([name, schema]) => [name, connection.model(name, schema as Schema, name)]),
	) as unknown as Models;
}
