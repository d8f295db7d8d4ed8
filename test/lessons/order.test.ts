import { playLesson } from './support/play-lesson.ts';

playLesson('order-of-start');
playLesson('job-that-never-ends');
playLesson('lost-at-the-end');
