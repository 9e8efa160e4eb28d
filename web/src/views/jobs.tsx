// What runs in the background of a Tremolo without a bot: downloads, backtests, analyses.
import { useResource } from "../api/resource";
import * as stored from "../api/stored";
import type { Job } from "../api/stored";
import { Icon } from "../ui/icons";
import { Card, Empty, Loading } from "../ui/parts";
import { attempt } from "../ui/toasts";

const names: Record<string, string> = {
  backtest: "Backtest",
  download_data: "Download",
  pairlist: "Pair list",
  lookahead_analysis: "Look-ahead analysis",
  recursive_analysis: "Recursive analysis",
};

const nameOf = (job: Job) => names[job.job_category] ?? job.job_category;

function Progress({ job }: { job: Job }) {
  const tasks = Object.entries(job.progress_tasks ?? {}).sort(([a], [b]) => Number(a) - Number(b));
  return (
    <>
      {tasks.map(([id, task]) => (
        <label key={id} class="bar-of-job">
          <progress max={Math.max(task.total, 1)} value={task.progress} />
          <small>{task.description}</small>
        </label>
      ))}
    </>
  );
}

function Row({ job }: { job: Job }) {
  const state = job.running ? "runs" : job.status === "success" ? "done" : job.status;
  return (
    <tr>
      <th scope="row">{nameOf(job)}</th>
      <td data-label="State">
        {state}
        {job.error && <small class="down">{job.error}</small>}
      </td>
      <td data-label="Progress">{job.running ? <Progress job={job} /> : "–"}</td>
      <td class="act">
        {job.running ? (
          <button type="button" class="quiet" onClick={() => void attempt(stored.abortJob(job.job_id), `${nameOf(job)} is being ended.`)}>
            <Icon name="stop" />
            <span>End</span>
          </button>
        ) : (
          <button
            type="button"
            class="quiet round"
            aria-label={`Forget ${nameOf(job)}`}
            onClick={() => void attempt(stored.forgetJob(job.job_id), `${nameOf(job)} is forgotten.`)}
          >
            <Icon name="bin" />
          </button>
        )}
      </td>
    </tr>
  );
}

export function JobsView() {
  const jobs = useResource(stored.jobs, 1);
  return (
    <Card title="Jobs">
      {!jobs ? (
        stored.jobs.failure.value ? <Empty>{stored.jobs.failure.value}</Empty> : <Loading />
      ) : jobs.length === 0 ? (
        <Empty>Nothing was run since this server was started.</Empty>
      ) : (
        <div class="scroll">
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">Job</th>
                <th scope="col">State</th>
                <th scope="col">Progress</th>
                <th scope="col"><span class="hidden">Actions</span></th>
              </tr>
            </thead>
            <tbody>
              {[...jobs].reverse().map((job) => (
                <Row key={job.job_id} job={job} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
