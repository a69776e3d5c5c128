import fc from 'fast-check';
import { encodeFrame, MOST_RECORD_BYTES, scanFrames } from '../../../src/turns/spool/frame.ts';

const record = fc.uint8Array({ minLength: 1, maxLength: 300 });
const segmentOf = (records: readonly Uint8Array[]) =>
	Buffer.concat(records.map((sealed, sequence) => encodeFrame(sequence, sealed)));
const found = (segment: Uint8Array) =>
	scanFrames(segment).frames.map(({ sequence, start, end }) => [sequence, [...segment.subarray(start, end)]]);

describe('the frames of a segment', () => {
	it('are found again, whatever the records hold', () => {
		fc.assert(
			fc.property(fc.array(record), (records) => {
				const segment = segmentOf(records);
				expect(found(segment)).toEqual(records.map((sealed, sequence) => [sequence, [...sealed]]));
				expect(scanFrames(segment)).toMatchObject({ damaged: [], end: segment.length });
			}),
		);
	});

	it('end before a torn tail, wherever the last one was torn', () => {
		fc.assert(
			fc.property(fc.array(record, { minLength: 1 }), fc.nat(), (records, cut) => {
				const whole = segmentOf(records);
				const last = segmentOf(records.slice(0, -1)).length;
				const torn = whole.subarray(0, last + (cut % (whole.length - last)));
				expect(scanFrames(torn)).toMatchObject({ damaged: [], end: last });
				expect(found(torn)).toHaveLength(records.length - 1);
			}),
		);
	});

	it('are found behind damage in the middle: one changed byte costs one record and no other', () => {
		fc.assert(
			fc.property(
				fc.array(record, { minLength: 3 }),
				fc.nat(),
				fc.integer({ min: 1, max: 255 }),
				(records, where, by) => {
					const segment = segmentOf(records);
					const lastStart = segmentOf(records.slice(0, -1)).length;
					const at = where % lastStart;
					segment[at] = (segment[at] ?? 0) ^ by;
					const scan = scanFrames(segment);
					expect(scan.frames).toHaveLength(records.length - 1);
					expect(scan.damaged).toHaveLength(1);
					expect(scan.end).toBe(segment.length);
				},
			),
		);
	});

	it('never throw, whatever bytes lie there', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(record, fc.constant(Buffer.from('KSF\x01', 'latin1')))), (pieces) => {
				const segment = Buffer.concat(pieces);
				const { frames, end } = scanFrames(segment);
				expect(frames).toHaveLength(0);
				expect(end).toBe(0);
			}),
		);
	});

	it('hold neither nothing nor too much', () => {
		expect(() => encodeFrame(0, new Uint8Array(0))).toThrow(RangeError);
		expect(() => encodeFrame(0, new Uint8Array(MOST_RECORD_BYTES + 1))).toThrow(RangeError);
	});
});
