/** What `npm run audio -- --help` prints. */
export const AUDIO_HELP = `What is heard on calls: clips that people spoke, brought to what phones carry.

  npm run audio -- list --lang fr [--missing]
      what there is to record: each clip with its number, its state and what it says, those first without which no call
      is held; a text with blanks is recorded in pieces, key#1, key#2 …
  npm run audio -- prepare IN OUT_DIR --lang fr --key home.menu --speaker NAME --consent "on paper, 2026-11-25"
      makes an MP3 (Africa's Talking) and a µ-law WAV (Twilio) of a recording: 8 kHz, -18 LUFS, silence trimmed,
      and prints its entry for locales/<lang>/audio.json, a draft until a second speaker has heard it;
      a name from data, such as a community's: --key name.adjoufou --says "Adjoufou"
  npm run audio -- check [--lang fr] [--clips DIR] [--without-loudness]
      every clip of locales/<lang>/audio.json: there, unchanged, as long and as loud as it must be, its text not changed since;
      clips lie in locales/<lang>/audio or in DIR
  npm run audio -- review KEY --lang fr --by NAME
      a second speaker has heard a clip and signs for it: it is played from the next start on

By phone, on a route with "for": "recording":

  npm run audio -- speaker add NAME --lang tw [--lang dyu]   who may record; prints the PIN, once
  npm run audio -- speaker list                              who may record, with the ids of all
  npm run audio -- speaker remove ID                         their PIN opens nothing any more
  npm run audio -- takes [--lang tw]                         what was recorded and kept
  npm run audio -- takes export ID OUT_DIR                   makes clips of a take as prepare does, and prints their entry
  npm run audio -- takes reject ID                           the text is to be recorded anew; this sound is destroyed

It needs ffmpeg; --without-loudness checks all else.`;
