// The last lines of the bot's log, newest at the end; it stays at the end while one is there.
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import * as bot from "../api/bot";
import { useResource } from "../api/resource";
import { clock, wholeMoment } from "../ui/format";
import { Icon } from "../ui/icons";
import { Card, Empty, Loading, Segments } from "../ui/parts";

const levels = [["all", "All"], ["warning", "Warnings"], ["error", "Errors"]] as const;
type Level = (typeof levels)[number][0];
const wanted: Record<Level, RegExp> = { all: /./, warning: /WARN|ERROR|CRITICAL/i, error: /ERROR|CRITICAL/i };

// Messages that are longer than a few lines can be opened.
const long = 300;

function Text({ message }: { message: string }) {
  const [open, setOpen] = useState(false);
  if (message.length <= long) return <span>{message}</span>;
  return (
    <span>
      <details open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>{open ? message : `${message.slice(0, long * 0.6)} …`}</summary>
      </details>
    </span>
  );
}

export function LogsView() {
  const answer = useResource(bot.logs, 1);
  const [level, setLevel] = useState<Level>("all");
  const [text, setText] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lines = useMemo(() => {
    const searched = text.trim().toLowerCase();
    return (answer?.logs ?? []).filter(
      ([, , module, kind, message]) => wanted[level].test(kind) && (searched === "" || `${module} ${message}`.toLowerCase().includes(searched)),
    );
  }, [answer, level, text]);
  useLayoutEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  const scrolled = () => {
    const b = box.current;
    if (b) atEnd.current = b.scrollHeight - b.scrollTop - b.clientHeight < 40;
  };
  const aside = (
    <div class="actions">
      <label class="search">
        <Icon name="search" />
        <input type="search" placeholder="Search" aria-label="Search in the log" value={text} onInput={(e) => setText(e.currentTarget.value)} />
      </label>
      <Segments label="Level" options={levels} value={level} choose={setLevel} />
    </div>
  );
  return (
    <Card title="Log" name="log" aside={aside}>
      {!answer ? (
        bot.logs.failure.value ? <Empty>{bot.logs.failure.value}</Empty> : <Loading />
      ) : lines.length === 0 ? (
        <Empty>No line fits.</Empty>
      ) : (
        <div class="log-lines" ref={box} onScroll={scrolled} tabIndex={0} role="log" aria-label="Log lines">
          {lines.map(([, ms, module, kind, message], i) => (
            <p key={`${ms}-${i}`} class={kind.trim().toLowerCase()}>
              <time title={wholeMoment(ms)}>{clock(ms)}</time>
              <b>{kind.trim()}</b>
              <i>{module}</i>
              <Text message={message} />
            </p>
          ))}
        </div>
      )}
    </Card>
  );
}
