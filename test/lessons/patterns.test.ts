import { playLesson } from './support/play-lesson.ts';

playLesson('ambassador');
playLesson('adapter');
playLesson('canary');
