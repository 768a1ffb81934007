// SPDX-License-Identifier: Apache-2.0
// What a scan came to, for ears and fingers: taken, unknown, refused. Made here, so nothing is fetched.
export type Outcome = "ok" | "unknown" | "refused";

const TONES: Record<Outcome, [frequency: number, at: number, length: number][]> = {
  ok: [[1320, 0, 0.07]],
  unknown: [[440, 0, 0.12], [330, 0.15, 0.16]],
  refused: [[196, 0, 0.14], [196, 0.2, 0.24]],
};
const SHAKES: Record<Outcome, number[]> = { ok: [20], unknown: [60, 60, 60], refused: [180] };

let speaker: AudioContext | undefined;

export function sound(outcome: Outcome): void {
  navigator.vibrate?.(SHAKES[outcome]);
  try {
    speaker ??= new AudioContext();
    // Before the first touch a browser makes no sound; nothing is lost by it.
    if (speaker.state === "suspended") void speaker.resume();
    for (const [frequency, at, length] of TONES[outcome]) play(speaker, frequency, speaker.currentTime + at, length);
  } catch {
    // A device without sound sells as well.
  }
}

function play(out: AudioContext, frequency: number, at: number, length: number): void {
  const tone = out.createOscillator();
  const level = out.createGain();
  tone.frequency.value = frequency;
  tone.type = frequency < 300 ? "square" : "sine";
  level.gain.setValueAtTime(0.12, at);
  level.gain.exponentialRampToValueAtTime(0.001, at + length);
  tone.connect(level).connect(out.destination);
  tone.start(at);
  tone.stop(at + length);
}
