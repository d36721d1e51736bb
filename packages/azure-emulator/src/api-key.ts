/** Whether a request carries an API key, in any place where a service of Azure's takes one. */
export function carriesApiKey({ headers, url }: Request): boolean {
  const { searchParams } = new URL(url);
  return (
    headers.has("api-key") ||
    headers.has("ocp-apim-subscription-key") ||
    searchParams.has("api-key") ||
    searchParams.has("subscription-key")
  );
}
