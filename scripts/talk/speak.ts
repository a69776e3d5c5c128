import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** A voice for a language; espeak-ng's own names. */
const VOICES: Readonly<Record<string, string>> = { fr: 'fr-fr', en: 'en-gb' };

/**
 * Speaks texts aloud by espeak-ng, which the operating system's packages bring: a stand-in for the provider's voice.
 * @throws {Error} where it is not installed.
 */
export function createSpeaker(): (text: string, language: string) => Promise<void> {
	if (spawnSync('espeak-ng', ['--version']).status !== 0) {
		throw new Error('--play needs espeak-ng, which is not installed (Debian: apt install espeak-ng)');
	}
	return async (text, language) => {
		const speaking = spawn('espeak-ng', ['-v', VOICES[language] ?? 'en-gb', '-s', '140', '--stdin'], {
			stdio: ['pipe', 'ignore', 'ignore'],
		});
		speaking.stdin.end(text);
		await once(speaking, 'exit');
	};
}
