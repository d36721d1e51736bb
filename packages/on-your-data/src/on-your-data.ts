import type { GenerationEvent, TokenUsage } from "./generate.ts";
import { OnYourDataError } from "./on-your-data-error.ts";
import { checkOptions, type Deployment, type OnYourDataOptions } from "./on-your-data-options.ts";
import { groundQuestion, type Grounding } from "./ground-question.ts";
import { createAnswerFilter } from "./steps/answer-filter.ts";
import type { Citation, RetrievedDocument } from "./steps/citation.ts";
import { resume } from "./steps/resume.ts";
import type { Reader } from "./steps/second-check.ts";
import { endWith } from "./telemetry/end-with.ts";
import { startOperation, type Operation } from "./telemetry/start-operation.ts";
import type { ChatRequest } from "./wire/chat-request.ts";

/** What an answer rests on; parts that the request did not ask for are missing. */
export interface AnswerContext {
  readonly citations?: readonly Citation[];
  /** What was searched for. */
  readonly intents?: readonly string[];
  readonly retrievedDocuments?: readonly RetrievedDocument[];
}

/** An answer. */
export interface Answer {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  readonly context: AnswerContext;
  /** Marks as in `[doc1]` point into the citations. */
  readonly content: string;
  readonly finishReason: string;
  /** Of all calls of models. */
  readonly usage: TokenUsage;
  readonly systemFingerprint: string | undefined;
}

/** A piece of an answer; the last one says how it ended. */
export interface AnswerPart {
  readonly text: string;
  readonly systemFingerprint?: string | undefined;
  readonly finishReason?: string | undefined;
  readonly usage?: TokenUsage | undefined;
}

/** An answer that is still being written; what it rests on is known first. */
export interface StreamedAnswer extends Pick<Answer, "id" | "created" | "model" | "context"> {
  /** Throws if the answer does not come to its end: then what was read is no answer. */
  readonly parts: AsyncIterable<AnswerPart>;
}

/** Who asks which model. */
export interface AskOptions<R extends Reader = Reader> {
  /** One of the engine's deployments. */
  readonly deployment: string;
  readonly principal: R;
  readonly abortSignal?: AbortSignal | undefined;
}

/** What an answer is made with. */
interface AnswerOptions<R extends Reader> {
  readonly deployment: Required<Deployment>;
  readonly principal: R;
  readonly abortSignal: AbortSignal;
  readonly operation: Operation;
}

/** Answers questions from documents that whoever asks may read. */
export interface OnYourData<R extends Reader = Reader> {
  /**
   * The whole answer.
   *
   * @throws OnYourDataError; what `restrict` throws for a filter that it refuses; the signal's reason.
   */
  complete(request: ChatRequest, options: AskOptions<R>): Promise<Answer>;
  /** The answer as it is written. Fails as {@link OnYourData.complete} does, before or after it began. */
  stream(request: ChatRequest, options: AskOptions<R>): Promise<StreamedAnswer>;
}

/**
 * Makes the engine: what to search for, the search with the filter of whoever asks, a second look at who may
 * read each hit, the best passages, the model's answer with marks of where it is from.
 *
 * @throws TypeError for options that are wrong, or that would search without a filter.
 */
export function createOnYourData<R extends Reader = Reader>(
  options: OnYourDataOptions<R>,
): OnYourData<R> {
  const settings = checkOptions(options);
  const { generate, isAllowedLink, isReady, notFoundMessage, now } = settings;

  async function stream(
    request: ChatRequest,
    { deployment: name, principal, abortSignal: outer }: AskOptions<R>,
  ): Promise<StreamedAnswer> {
    if (!isReady()) {
      throw new OnYourDataError(
        "NOT_READY",
        "It is not sure that the index trims. Try again later.",
      );
    }
    const deployment = settings.deployments.get(name);
    if (deployment === undefined) {
      throw new OnYourDataError(
        "DEPLOYMENT_NOT_FOUND",
        "The API deployment for this resource does not exist.",
      );
    }
    const abortSignal = outer ?? new AbortController().signal;
    abortSignal.throwIfAborted();
    const operation = startOperation({
      name: "invoke_agent",
      target: agentName,
      model: name,
      abortSignal,
    });
    try {
      return await operation.run(async () =>
        answer(request, { deployment, principal, abortSignal, operation }),
      );
    } catch (error) {
      operation.end({ error });
      throw error;
    }
  }

  async function answer(
    request: ChatRequest,
    { deployment, principal, abortSignal, operation }: AnswerOptions<R>,
  ): Promise<StreamedAnswer> {
    const grounding = await groundQuestion(settings, request, {
      deployment,
      principal,
      abortSignal,
    });
    const { name } = deployment;
    const head = {
      id: crypto.randomUUID(),
      created: Math.floor(now() / 1000),
      context: grounding.context,
    };
    if (grounding.messages === undefined) {
      const { usage } = grounding;
      operation.end({ usage, attributes: { "gen_ai.response.finish_reasons": ["stop"] } });
      const parts = [{ text: notFoundMessage }, { text: "", finishReason: "stop", usage }];
      return { ...head, model: name, parts: iterate(parts) };
    }
    const events = generate(
      {
        deployment: name,
        messages: grounding.messages,
        sampling: {
          ...request.sampling,
          maxTokens: Math.min(
            request.sampling.maxTokens ?? Number.POSITIVE_INFINITY,
            deployment.maxAnswerTokens,
          ),
        },
        stream: request.stream,
      },
      { abortSignal },
    )[Symbol.asyncIterator]();
    // what fails before the first piece is still an answer of its own, not a broken stream
    const first = await events.next();
    const model = (first.done ? undefined : first.value.model) ?? name;
    const parts = answerParts(resume(first, events), grounding);
    return { ...head, model, parts: endWith(operation, parts, model) };
  }

  async function* answerParts(
    events: AsyncIterable<GenerationEvent>,
    { passageCount, usage: groundingUsage }: Grounding,
  ): AsyncGenerator<AnswerPart> {
    const filter = createAnswerFilter(passageCount, isAllowedLink);
    let finishReason: string | undefined;
    let usage = groundingUsage;
    let systemFingerprint: string | undefined;
    for await (const event of events) {
      finishReason = event.finishReason ?? finishReason;
      systemFingerprint = event.systemFingerprint ?? systemFingerprint;
      if (event.usage) usage = addUsage(usage, event.usage);
      const text = filter.push(event.text);
      if (text !== "") yield { text, systemFingerprint };
    }
    if (finishReason === undefined) {
      throw new OnYourDataError("UPSTREAM_FAILED", "The model's answer was cut off.");
    }
    const rest = filter.end();
    if (rest !== "") yield { text: rest, systemFingerprint };
    yield { text: "", finishReason, usage, systemFingerprint };
  }

  async function complete(request: ChatRequest, ask: AskOptions<R>): Promise<Answer> {
    const { parts, ...head } = await stream({ ...request, stream: false }, ask);
    let content = "";
    let last: AnswerPart = { text: "" };
    for await (const part of parts) {
      content += part.text;
      last = part;
    }
    const { finishReason = "stop", usage = noUsage, systemFingerprint } = last;
    return { ...head, content, finishReason, usage, systemFingerprint };
  }

  return Object.freeze({ complete, stream });
}

const agentName = "on-your-data";
const noUsage: TokenUsage = { promptTokens: 0, completionTokens: 0 };

function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
  };
}

async function* iterate<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}
