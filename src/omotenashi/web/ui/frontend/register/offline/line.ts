// SPDX-License-Identifier: Apache-2.0
// Whether there is a line: asked of the server itself. The browser's word (navigator.onLine) only tells when to ask, because
// a shop's access point is "online" also when nothing lies behind it.
export interface Beat {
  now: string;
  last_sequence: number;
}

export type State = "there" | "gone" | "signed_out";

const OFTEN = 15_000;
const PATIENCE = 4_000;
const FIRST_WAIT = 2_000;

let state: State = navigator.onLine ? "there" : "gone";
let timer: ReturnType<typeof setTimeout> | undefined;
let wait = FIRST_WAIT;
let heard: (before: State, beat: Beat | null) => void = () => {};

export function lineState(): State {
  return state;
}

/** Begin to listen; `tell` hears each beat and each change. */
export async function listen(tell: typeof heard): Promise<void> {
  heard = tell;
  window.addEventListener("online", () => void beat());
  window.addEventListener("offline", () => change("gone", null));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void beat());
  await beat();
}

/** Ask now, whatever the time. */
export async function beat(): Promise<State> {
  clearTimeout(timer);
  try {
    const answer = await fetch("/register/offline/beat/", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 401 || answer.status === 403 || answer.status === 409) change("signed_out", null);
    else if (answer.ok) change("there", (await answer.json()) as Beat);
    else change("gone", null);
  } catch {
    change("gone", null);
  }
  wait = state === "gone" ? Math.min(wait * 2, OFTEN) : FIRST_WAIT;
  timer = setTimeout(() => void beat(), state === "gone" ? wait : OFTEN);
  return state;
}

function change(now: State, said: Beat | null): void {
  const before = state;
  state = now;
  if (before !== now || said) heard(before, said);
}
