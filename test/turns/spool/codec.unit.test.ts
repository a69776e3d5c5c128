import { decodeRecord, encodeRecord } from '../../../src/turns/spool/codec.ts';
import { commitOf, fullCommit } from './commits.ts';

const bytesOnly = (_key: string, value: unknown) => (value instanceof Uint8Array ? [...value] : value);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value, bytesOnly));

describe('the codec of spooled records', () => {
	it('gives back everything that a commit can hold, bytes as bytes', () => {
		const { at, commit } = decodeRecord(encodeRecord({ at: 5, commit: fullCommit }));
		expect(at).toBe(5);
		expect(plain({ ...commit, person: undefined })).toEqual(plain({ ...fullCommit, person: undefined }));
		expect(commit.person?.profile).toEqual(new Uint8Array(Buffer.from('profile')));
		expect(commit.cases?.[0]?.contact).toEqual(new Uint8Array(0));
	});

	it('keeps what is absent absent, so that an absent part of a commit changes nothing', () => {
		expect(Object.keys(decodeRecord(encodeRecord({ at: 5, commit: commitOf('turn-1') })).commit)).toEqual([
			'turn',
			'caseEvents',
		]);
	});

	it('refuses to write what a reader would not know, before anybody was told that it is kept', () => {
		const strange = { ...commitOf('turn-1'), colour: 'red' };
		expect(() => encodeRecord({ at: 5, commit: strange })).toThrow('colour');
	});

	it.each([
		['another version', (text: string) => text.replace('"version":1', '"version":2')],
		['a missing field', (text: string) => text.replace('"caseId":"case-1",', '')],
		['a field that nobody knows', (text: string) => text.replace('"caseId":', '"caseIdentity":')],
		['a word that nobody knows', (text: string) => text.replace('"sharp-tools"', '"sharp-tongues"')],
		['bytes that are no base64', (text: string) => text.replace('"reply":"', '"reply":"?')],
		['a revision of 0', (text: string) => text.replace('"revision":3', '"revision":0')],
	])('refuses to read %s', (_what, change) => {
		const text = encodeRecord({ at: 5, commit: fullCommit });
		expect(change(text)).not.toBe(text);
		expect(() => decodeRecord(change(text))).toThrow();
	});

	it('quotes nothing of a record that is no JSON', () => {
		expect(() => decodeRecord('{"commit": Awa')).toThrow(/^The record is not JSON$/);
	});
});
