// Run by official-clients.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential } from "@azure/identity";
import { APIError, AzureOpenAI } from "openai";

const { MANAGED_IDENTITY_CLIENT_ID = "", AZURE_OPENAI_API_KEY } = process.env;

const credential = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const client = new AzureOpenAI({
  endpoint: "https://contoso.openai.azure.com",
  apiVersion: "2024-10-21",
  maxRetries: 0,
  ...(AZURE_OPENAI_API_KEY === undefined && {
    azureADTokenProvider: async () =>
      (await credential.getToken("https://cognitiveservices.azure.com/.default")).token,
  }),
});

const refusal = (error: unknown) => {
  if (error instanceof APIError) return { status: error.status, code: error.code };
  throw error;
};

const ask = async () => {
  const messages = [
    { role: "system" as const, content: "[doc1]\nParental leave is sixteen weeks." },
    { role: "user" as const, content: "How long is parental leave?" },
  ];
  const completion = await client.chat.completions.create({ model: "chat", messages });
  const answer = completion.choices[0]?.message.content;
  const pieces: string[] = [];
  const stream = await client.chat.completions.create({ model: "chat", messages, stream: true });
  for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? "");
  const error = await client.chat.completions.create({ model: "nowhere", messages }).catch(refusal);
  return { answer, chunks: pieces.length, streamed: pieces.join("") === answer, error };
};

console.log(JSON.stringify(await ask().catch(refusal)));
