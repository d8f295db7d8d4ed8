import { readdirSync, readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import {
  type LessonReport,
  lessonCells,
  lessonHeads,
  lessonReport,
  parseReport,
  type Report,
  roomCells,
  roomHeads,
} from '../../lessons/progress/report.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { printTable } from '../output/table.ts';
import { loadLesson } from './load.ts';
import { now } from './now.ts';
import { allProgress } from './progress-file.ts';

interface ReportOptions {
  readonly json: boolean;
  /** Whose report it is. */
  readonly name?: string;
}

/** `outrider lesson report [FOLDER]`: how far one is, or a whole room by a folder of such reports. */
export function reportLessons(folder: string | undefined, { json, name }: ReportOptions): number {
  if (folder === undefined) {
    const report = ownReport(name ?? whoIsHere());
    if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else printTable(lessonHeads, report.lessons.map(lessonCells));
    return exitCodes.ok;
  }
  const reports = reportsIn(folder);
  if (json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  else printTable(roomHeads, roomCells(reports));
  return exitCodes.ok;
}

function ownReport(who: string): Report {
  return { format: 'outrider-lessons', version: 1, who, made: now(), lessons: allProgress().flatMap(ofOne) };
}

/** A lesson whose folder is gone is left out. */
function ofOne(progress: ReturnType<typeof allProgress>[number]): readonly LessonReport[] {
  try {
    return [lessonReport(loadLesson(progress.source).lesson, progress)];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`outrider: ${progress.lesson} is left out: ${error.message}\n`);
    return [];
  }
}

function reportsIn(folder: string): readonly Report[] {
  const names = namesIn(folder);
  return names.flatMap((file) => {
    const report = parseReport(readFileSync(join(folder, file), 'utf8'));
    if (!report) process.stderr.write(`outrider: ${join(folder, file)} is no report, and is left out\n`);
    return report ?? [];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    throw new Failure(
      exitCodes.usage,
      `cannot read the folder ${folder}: ${(error as Error).message}`,
      'It holds what `outrider lesson report --json > NAME.json` has written, a file a person.',
    );
  }
}

/** A user without an entry in the passwd file has no name. */
function whoIsHere(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return hostname();
  }
}
