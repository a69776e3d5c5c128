import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw } from '../../scripts/picture/draw.ts';
import { learnSchool, pictureOf, reportChild } from '../../scripts/picture/pictures.ts';
import { sessionOf } from '../../scripts/picture/session.ts';
import { wrap } from '../../scripts/picture/wrap.ts';
import { unitsOf } from '../../src/conversation/index.ts';

const read = (file: string): string => readFileSync(join(process.cwd(), file), 'utf8');

const transcript = read(reportChild.transcript);

describe('the picture of a session', () => {
	it.each([reportChild, learnSchool])(
		'is the one that the script draws, so that a reader sees what a caller sees: $file',
		(picture) => {
			expect(read(picture.file)).toBe(pictureOf(picture, read(picture.transcript)));
		},
	);

	it('differs when a screen does, so that the test above can fail', () => {
		const changed = transcript.replace('Langue / Language ?', 'Quelle langue ?');
		expect(pictureOf(reportChild, changed)).not.toBe(read(reportChild.file));
	});

	it('shows the size that each screen has with the digits that are put in it', () => {
		for (const { lines, measure } of sessionOf(transcript, [0, 1, 2, 3, 4, 5, 6])) {
			expect(measure).toBe(`${unitsOf(lines.join('\n'), 'gsm-7')}/160`);
		}
	});

	it('shows six answers up to the stored report, those between two of its screens as well', () => {
		const typed = sessionOf(transcript, [0, 1, 2, 4, 6]).flatMap((screen) => screen.typed);
		expect(typed).toEqual(['1', '1', '1', '2', '260401', '2']);
	});

	it('refuses a step without a screen, rather than to draw an empty phone', () => {
		expect(() => sessionOf('> dial\nHello\n= CON 5/160\n> drop\n', [1])).toThrow('no screen at step 1');
	});

	it('holds markup characters as text, so that no text breaks the picture', () => {
		const screens = [{ lines: ['a <b> & c'], measure: '9/160', typed: [], caption: 'one' }];
		expect(draw({ title: 't', description: 'd', screens })).toContain('a &lt;b> &amp; c');
	});
});

describe('a line on a phone', () => {
	it.each([
		['short', ['short']],
		['9 SOS 0 Quitter 00 Menu', ['9 SOS 0 Quitter 00', 'Menu']],
		['exactly eighteen c', ['exactly eighteen c']],
		['anticonstitutionnellement', ['anticonstitutionne', 'llement']],
	])('breaks «%s» at blanks where it can', (line, rows) => {
		expect(wrap(line, 18)).toEqual(rows);
	});
});
