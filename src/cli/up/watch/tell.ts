/** Tells what the watch does, in the words of one line; of a container where it is about one. */
export type Tell = (pod: string, message: string, container?: string) => void;
