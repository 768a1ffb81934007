// SPDX-License-Identifier: Apache-2.0
// A scanner types like a keyboard, fast and with Enter at the end, wherever the focus is; a camera reads where it can.

const GAP = 60;
const SHORTEST = 4;

/** Hear codes that are typed outside of a field. Give what ends it. */
export function hearKeys(take: (code: string) => void): () => void {
  let typed = "";
  let last = 0;
  const hear = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.timeStamp - last > GAP) typed = "";
    last = event.timeStamp;
    if (event.key === "Enter") {
      if (typed.length >= SHORTEST) {
        event.preventDefault();
        take(typed);
      }
      typed = "";
    } else if (event.key.length === 1) typed += event.key;
  };
  document.addEventListener("keydown", hear, true);
  return () => document.removeEventListener("keydown", hear, true);
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type Detectors = new (options: { formats: string[] }) => Detector;

export function canSee(): boolean {
  return "BarcodeDetector" in window && !!navigator.mediaDevices;
}

/** Look through the camera until a code is read or the dialog is closed. */
export async function look(dialog: HTMLDialogElement, take: (code: string) => void): Promise<void> {
  const video = dialog.querySelector("video");
  if (!video) return;
  const detector = new (window as unknown as { BarcodeDetector: Detectors }).BarcodeDetector({
    formats: ["ean_13", "ean_8", "upc_a", "code_128", "code_39", "qr_code", "itf"],
  });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  await video.play();
  dialog.showModal();
  while (dialog.open) {
    const [found] = await detector.detect(video).catch(() => []);
    if (found) {
      dialog.close();
      take(found.rawValue);
    }
    await new Promise((done) => requestAnimationFrame(done));
  }
  for (const track of stream.getTracks()) track.stop();
}
