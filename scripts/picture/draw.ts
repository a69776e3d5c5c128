import type { Screen } from './session.ts';
import { wrap } from './wrap.ts';

/** Characters that a small phone shows in a row. */
const ROW = 19;

/** Sizes in pixels of the picture. */
const LETTER = 8.4;
const LINE = 17;
const SCREEN_PAD = 10;
const BODY_PAD = 11;
const TOP = 26;
const KEY = { width: 40, height: 17, gap: 6 } as const;
const GAP = 62;
const MARGIN = 12;
const CAPTION = 52;

const SCREEN_WIDTH = Math.round(ROW * LETTER) + 2 * SCREEN_PAD;
const BODY_WIDTH = SCREEN_WIDTH + 2 * BODY_PAD;
const KEYPAD_HEIGHT = 4 * (KEY.height + KEY.gap);
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** Colours that hold on a light and on a dark page; the phone is the same on both. */
const STYLE = `
text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 14px; }
.body { fill: #353c47; stroke: #707a88; }
.ear { fill: #707a88; }
.screen { fill: #d3e6c4; stroke: #1b2127; }
.line { fill: #14210d; white-space: pre; }
.key { fill: #4a5361; }
.digit { fill: #dfe4ea; font-size: 11px; text-anchor: middle; }
.caption, .measure { font-family: system-ui, sans-serif; text-anchor: middle; }
.caption { fill: #1f2328; font-weight: 600; }
.measure { fill: #59636e; font-size: 13px; }
.arrow { stroke: #a8480f; fill: none; stroke-width: 2; }
.chip { fill: #a8480f; }
.typed { fill: #ffffff; font-weight: 700; font-size: 13px; text-anchor: middle; }
@media (prefers-color-scheme: dark) {
.caption { fill: #f0f6fc; }
.measure { fill: #aab4bf; }
.arrow { stroke: #f0883e; }
}`;

export interface Picture {
	readonly title: string;
	readonly description: string;
	readonly screens: readonly (Screen & { readonly caption: string })[];
}

/** Phones side by side, with what is typed between them and the size of each screen below it. SVG; text stays text. */
export function draw({ title, description, screens }: Picture): string {
	const rows = screens.map(({ lines }) => lines.flatMap((line) => wrap(line, ROW)));
	const screenHeight = Math.max(...rows.map(({ length }) => length)) * LINE + 2 * SCREEN_PAD;
	const bodyHeight = TOP + screenHeight + BODY_PAD + KEYPAD_HEIGHT + BODY_PAD;
	const width = screens.length * BODY_WIDTH + (screens.length - 1) * GAP + 2 * MARGIN;
	const height = bodyHeight + CAPTION + 2 * MARGIN;
	const phones = screens.map(({ caption, measure, typed }, at) => {
		const left = MARGIN + at * (BODY_WIDTH + GAP);
		const below = centred(left + BODY_WIDTH / 2, MARGIN + bodyHeight + 22, 'caption', caption);
		const size = centred(left + BODY_WIDTH / 2, MARGIN + bodyHeight + 42, 'measure', `${measure} characters`);
		const answers = answersAt(left + BODY_WIDTH, MARGIN + TOP + screenHeight / 2, typed);
		return [phone(left, { bodyHeight, screenHeight }, rows[at] ?? []), below, size, answers].flat().join('\n');
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
<style>${STYLE}
</style>
${phones.join('\n')}
</svg>
`;
}

function phone(
	left: number,
	{ bodyHeight, screenHeight }: { readonly bodyHeight: number; readonly screenHeight: number },
	rows: readonly string[],
): readonly string[] {
	const screenLeft = left + BODY_PAD;
	const screenTop = MARGIN + TOP;
	const keysTop = screenTop + screenHeight + BODY_PAD;
	return [
		`<rect class="body" x="${left}" y="${MARGIN}" width="${BODY_WIDTH}" height="${bodyHeight}" rx="20"/>`,
		`<rect class="ear" x="${left + BODY_WIDTH / 2 - 20}" y="${MARGIN + 11}" width="40" height="4" rx="2"/>`,
		`<rect class="screen" x="${screenLeft}" y="${screenTop}" width="${SCREEN_WIDTH}" height="${screenHeight}" rx="5"/>`,
		...rows.map((row, at) => {
			const baseline = screenTop + SCREEN_PAD + at * LINE + 12;
			return `<text class="line" x="${screenLeft + SCREEN_PAD}" y="${baseline}">${escaped(row)}</text>`;
		}),
		...KEYS.flatMap((digit, at) => key(digit, left, keysTop, at)),
	];
}

function key(digit: string, left: number, top: number, at: number): readonly string[] {
	const width = 3 * KEY.width + 2 * KEY.gap;
	const x = left + (BODY_WIDTH - width) / 2 + (at % 3) * (KEY.width + KEY.gap);
	const y = top + Math.floor(at / 3) * (KEY.height + KEY.gap);
	return [
		`<rect class="key" x="${x}" y="${y}" width="${KEY.width}" height="${KEY.height}" rx="6"/>`,
		centred(x + KEY.width / 2, y + 13, 'digit', digit),
	];
}

/** A chip for each answer, above an arrow to the next phone. */
function answersAt(left: number, middle: number, typed: readonly string[]): readonly string[] {
	if (typed.length === 0) return [];
	const [from, to] = [left + 8, left + GAP - 8];
	const arrow = `<path class="arrow" d="M${from} ${middle}H${to}m-7 -5l7 5l-7 5"/>`;
	const chips = typed.flatMap((answer, at) => {
		const width = Math.max(24, answer.length * 7.8 + 8);
		const top = middle - 12 - (typed.length - at) * 26;
		const x = left + GAP / 2;
		return [
			`<rect class="chip" x="${x - width / 2}" y="${top}" width="${width}" height="22" rx="6"/>`,
			centred(x, top + 16, 'typed', answer),
		];
	});
	return [arrow, ...chips];
}

function centred(x: number, y: number, kind: string, text: string): string {
	return `<text class="${kind}" x="${x}" y="${y}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
