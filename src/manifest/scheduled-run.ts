/** The annotation of a CronJob that stands for one of its runs, with the name of the run. */
export const SCHEDULED_RUN = 'outrider.dev/scheduled-run';
