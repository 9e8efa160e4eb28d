// Line icons, 24 by 24, drawn in the colour of the text beside them.
const paths = {
  overview: "M4 13h6V4H4zM14 20h6v-9h-6zM14 4v3h6V4zM4 17v3h6v-3z",
  trades: "M7 4v16M7 20l-3-3M7 20l3-3M17 20V4M17 4l-3 3M17 4l3 3",
  chart: "M7 3v4M7 15v5M4.5 7h5v8h-5zM17 3v6M17 17v4M14.5 9h5v8h-5z",
  wallet: "M4 7a2 2 0 0 1 2-2h11v3M4 7v10a2 2 0 0 0 2 2h14V8H6a2 2 0 0 1-2-1zM16 13.5h.01",
  pairs: "M6 11V8a6 6 0 0 1 12 0v3M5 11h14v9H5zM12 15v2",
  logs: "M5 6h14M5 10h10M5 14h14M5 18h7",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M9 5v14M15 5v14",
  stop: "M6.5 6.5h11v11h-11z",
  reload: "M20 5v5h-5M19.4 14a8 8 0 1 1-1.6-7.4L20 10",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M4.2 4.2l1.4 1.4M18.4 18.4l1.4 1.4M2.5 12h2M19.5 12h2M4.2 19.8l1.4-1.4M18.4 5.6l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  leave: "M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 5.5h.01M12 12h.01M12 18.5h.01",
  bin: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  search: "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4.5 4.5",
  left: "M14.5 5.5L8 12l6.5 6.5",
  right: "M9.5 5.5L16 12l-6.5 6.5",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

// A tone whose loudness swells twice: what the name means.
export function Wave() {
  const points: string[] = [];
  for (let x = 0; x <= 120; ++x) {
    const t = x / 120;
    const loud = 3 + 11 * Math.sin(2 * Math.PI * t) ** 2;
    points.push(`${x},${(16 - loud * Math.sin(14 * Math.PI * t)).toFixed(2)}`);
  }
  return (
    <svg class="wave" viewBox="0 0 120 32" aria-hidden="true" focusable="false">
      <polyline points={points.join(" ")} />
    </svg>
  );
}
