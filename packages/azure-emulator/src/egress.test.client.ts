// Run by official-clients.test.ts in a process of its own, with production configuration.
const urls = [
  "https://www.example.com/",
  "http://www.example.com/",
  "https://fabrikam.search.windows.net/",
  "https://contoso.search.windows.net/",
];
const outcomes = urls.map(async (url) => {
  const response = await fetch(url);
  return response.status !== 403;
});
const results = await Promise.allSettled(outcomes);
console.log(JSON.stringify(results.map((result) => result.status === "fulfilled" && result.value)));
