import type { HeardOnCall, IncomingCall } from '../../src/channels/channel.ts';
import type { SessionMark } from '../../src/turns/hear.ts';
import { hearCall, hearCallEnd, hearMissed } from '../../src/turns/hear-call.ts';

const mark: SessionMark = { id: 'call', heard: '', way: 'unknown', count: 3, at: 1 };
const recordingId = (identity: string) => `recording of ${identity}`;
const recording = { url: 'https://voice.example.org/1', seconds: 4 };

const hear = (turn: number, heard: HeardOnCall, session: SessionMark | undefined = mark) => {
	const call: Pick<IncomingCall, 'callId' | 'turn' | 'heard' | 'direction'> = {
		callId: 'call',
		turn,
		heard,
		direction: 'inbound',
	};
	return hearCall(call, session === undefined ? {} : { session }, 9, recordingId);
};

describe('a turn of a call', () => {
	it.each<[HeardOnCall, object]>([
		[
			{ kind: 'keys', digits: '12' },
			{ kind: 'key', digits: '12' },
		],
		[
			{ kind: 'keys', digits: '*' },
			{ kind: 'text', text: '*' },
		],
		[{ kind: 'silence' }, { kind: 'silence' }],
		[{ kind: 'answered' }, { kind: 'dial' }],
		[
			{ kind: 'recording', recording },
			{ kind: 'recording', recording: 'recording of call|3', seconds: 4 },
		],
	])('that brings %j is heard as such', (heard, input) => {
		expect(hear(3, heard)).toEqual({
			input,
			identity: 'call|3',
			otherwise: 'call|3',
			repeat: 'no',
			mark: { ...mark, count: 4, at: 9 },
		});
	});

	it('that was counted before is a repeat for certain, and moves nothing', () => {
		for (const turn of [0, 1, 2]) expect(hear(turn, { kind: 'silence' })).toMatchObject({ repeat: 'certain', mark });
	});

	it('that begins a call of ours is known by its direction or our id, since who takes it up may not be who asked', () => {
		const begun = (known: Pick<IncomingCall, 'direction' | 'ours'>) =>
			hearCall({ callId: 'call', turn: 0, heard: { kind: 'answered' }, ...known }, {}, 9, recordingId).input;
		expect(begun({ direction: 'outbound' })).toEqual({ kind: 'dial', called: true });
		expect(begun({ direction: 'inbound', ours: 'id' })).toEqual({ kind: 'dial', called: true });
		expect(begun({ direction: 'inbound' })).toEqual({ kind: 'dial' });
	});

	it('that is not taken is a wish to be called, once a call, and leaves a call that goes on where it stands', () => {
		const wish = { input: { kind: 'call-me' }, identity: 'missed call|missed', repeat: 'no' };
		expect(hearMissed('missed call', { session: mark }, 9)).toMatchObject({ ...wish, mark });
		expect(hearMissed('missed call', {}, 9)).toMatchObject({ ...wish, mark: { id: 'missed call', count: 0 } });
	});

	it('of a call that is not known is a dial, whatever was pressed: nothing was asked of it', () => {
		const other = { ...mark, id: 'another call' };
		for (const session of [undefined, other]) {
			const heard = hearCall(
				{ callId: 'call', turn: 5, heard: { kind: 'keys', digits: '1' }, direction: 'inbound' },
				session === undefined ? {} : { session },
				9,
				recordingId,
			);
			expect(heard).toMatchObject({ input: { kind: 'dial' }, repeat: 'no', mark: { id: 'call', count: 6 } });
		}
	});
});

describe('the end of a call', () => {
	const end = { sessionId: 'call', from: '', status: 'completed' as const, recording };

	it('brings a recording only to the question that listened for one, and does not count as a turn', () => {
		const heard = hearCallEnd(end, { session: mark }, 9, { recordingId, listens: true });
		expect(heard).toMatchObject({
			input: { kind: 'recording', recording: 'recording of call|end', seconds: 4 },
			identity: 'call|end',
			mark: { ...mark, at: 9 },
		});
		expect(hearCallEnd(end, { session: mark }, 9, { recordingId, listens: false })).toBeUndefined();
	});

	it('brings nothing of a call that is not the last one, and nothing without a recording', () => {
		const listening = { recordingId, listens: true };
		expect(hearCallEnd({ ...end, sessionId: 'other' }, { session: mark }, 9, listening)).toBeUndefined();
		expect(hearCallEnd(end, {}, 9, listening)).toBeUndefined();
		const { recording: _, ...silent } = end;
		expect(hearCallEnd(silent, { session: mark }, 9, listening)).toBeUndefined();
	});
});
