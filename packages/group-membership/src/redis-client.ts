/** The part of a Redis client that is used; a client and a cluster of node-redis have it. */
export interface RedisClient {
  /** `false` while there is no connection; then nothing is asked, and nothing waits in a queue. */
  readonly isReady?: boolean;
  get(key: string): Promise<unknown>;
  mGet(keys: string[]): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}
