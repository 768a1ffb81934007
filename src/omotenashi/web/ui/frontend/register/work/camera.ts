// SPDX-License-Identifier: Apache-2.0
// The camera stays open over a list: a label counts each time it is shown, and a picture that stands still counts once.
interface Reader {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type Readers = new (options: { formats: string[] }) => Reader;

const FORMATS = ["ean_13", "ean_8", "upc_a", "code_128", "code_39", "qr_code"];
// The same label stays in the picture for a while; it counts again after this.
const AGAIN_MS = 1500;

/** Read code after code until what is given back is called. */
export async function look(video: HTMLVideoElement, seen: (code: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const reader = new (window as unknown as { BarcodeDetector: Readers }).BarcodeDetector({ formats: FORMATS });
  let [last, at] = ["", 0];
  const timer = setInterval(() => {
    void reader.detect(video).then((codes) => {
      const code = codes[0]?.rawValue;
      if (!code || (code === last && Date.now() - at < AGAIN_MS)) return;
      [last, at] = [code, Date.now()];
      seen(code);
    });
  }, 200);
  return () => {
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    video.hidden = true;
  };
}
