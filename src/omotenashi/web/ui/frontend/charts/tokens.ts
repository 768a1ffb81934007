// SPDX-License-Identifier: Apache-2.0
// Tokens as colours that a canvas understands, in the theme of the moment.
const probe = document.createElement("i");

export function token(name: string): string {
  if (!probe.isConnected) {
    probe.hidden = true;
    document.body.append(probe);
  }
  // A custom property comes back as written (light-dark(…)); a real property comes back as a colour.
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

const channels: Record<string, [token: string, symbol: string]> = {
  EC: ["ec-mark", "circle"],
  STORE: ["store-mark", "rect"],
  LINE: ["line-app-mark", "roundRect"],
  APP: ["app-mark", "path://M3 0h4v10H3z"],
  MAIL: ["mail-mark", "path://M0 2h10v6H0z"],
  PHONE: ["phone-mark", "triangle"],
  DM: ["dm-mark", "diamond"],
  MALL: ["mall-mark", "path://M3.5 0h3v3.5H10v3H6.5V10h-3V6.5H0v-3h3.5z"],
};

export function seriesLook(channel: string | undefined, index: number): { color: string; symbol: string } {
  const found = channel ? channels[channel] : undefined;
  if (found) return { color: token(found[0]), symbol: found[1] };
  const symbols = ["circle", "rect", "triangle", "diamond", "roundRect", "circle"];
  return { color: token(`chart-${(index % 6) + 1}`), symbol: symbols[index % 6] ?? "circle" };
}

export function scale(): string[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].map((step) => token(`seq-${step}`));
}

// Grey stripes for what is not yet complete.
export function hatch(): { image: HTMLCanvasElement; repeat: "repeat" } {
  const image = document.createElement("canvas");
  image.width = image.height = 8;
  const pen = image.getContext("2d")!;
  pen.strokeStyle = token("ink-4");
  pen.globalAlpha = 0.55;
  pen.beginPath();
  for (const [x, y] of [[-2, 2], [0, 8], [6, 10]] as const) {
    pen.moveTo(x, y);
    pen.lineTo(x + 8, y - 8);
  }
  pen.stroke();
  return { image, repeat: "repeat" };
}
