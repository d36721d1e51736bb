import { GeographyPoint, type SearchIndex } from "@azure/search-documents";

/** A hotel, with every type that a field can have. */
export interface Hotel {
  hotelId: string;
  hotelName?: string;
  description?: string;
  category?: string;
  tags?: string[];
  parkingIncluded?: boolean;
  lastRenovationDate?: Date;
  rating?: number;
  location?: GeographyPoint;
  address?: { street: string; city: string };
  rooms?: { type: string; baseRate: number; sleepsCount: number }[];
  vector?: number[];
}

/** An index as the documentation of the service makes it. */
export const hotelIndex: SearchIndex = {
  name: "hotels",
  fields: [
    { type: "Edm.String", name: "hotelId", key: true, filterable: true, sortable: true },
    { type: "Edm.String", name: "hotelName", searchable: true, filterable: true, sortable: true },
    { type: "Edm.String", name: "description", searchable: true, analyzerName: "en.lucene" },
    { type: "Edm.String", name: "category", searchable: true, filterable: true, facetable: true },
    {
      type: "Collection(Edm.String)",
      name: "tags",
      searchable: true,
      filterable: true,
      facetable: true,
    },
    { type: "Edm.Boolean", name: "parkingIncluded", filterable: true, facetable: true },
    { type: "Edm.DateTimeOffset", name: "lastRenovationDate", filterable: true, facetable: true },
    { type: "Edm.Double", name: "rating", filterable: true, sortable: true, facetable: true },
    { type: "Edm.GeographyPoint", name: "location", filterable: true, sortable: true },
    {
      type: "Edm.ComplexType",
      name: "address",
      fields: [
        { type: "Edm.String", name: "street", searchable: true },
        { type: "Edm.String", name: "city", searchable: true, filterable: true, facetable: true },
      ],
    },
    {
      type: "Collection(Edm.ComplexType)",
      name: "rooms",
      fields: [
        { type: "Edm.String", name: "type", searchable: true, filterable: true },
        { type: "Edm.Double", name: "baseRate", filterable: true, facetable: true },
        { type: "Edm.Int32", name: "sleepsCount", filterable: true, facetable: true },
      ],
    },
    {
      type: "Collection(Edm.Single)",
      name: "vector",
      searchable: true,
      hidden: true,
      vectorSearchDimensions: 2,
      vectorSearchProfileName: "default",
    },
  ],
  suggesters: [
    {
      name: "names",
      searchMode: "analyzingInfixMatching",
      sourceFields: ["hotelName", "category"],
    },
  ],
  vectorSearch: {
    algorithms: [{ name: "nearest", kind: "exhaustiveKnn", parameters: { metric: "cosine" } }],
    profiles: [{ name: "default", algorithmConfigurationName: "nearest" }],
  },
  semanticSearch: {
    configurations: [
      {
        name: "default",
        prioritizedFields: {
          titleField: { name: "hotelName" },
          contentFields: [{ name: "description" }],
          keywordsFields: [{ name: "category" }],
        },
      },
    ],
  },
};

const names = ["Fancy Stay", "Roach Motel", "Seaside Inn", "Old Mill", "Secret Point Motel"];
const descriptions = [
  "The best hotel in town for luxury",
  "The cheapest hotel in town",
  "Surprisingly expensive, at the sea",
  "Clean and quiet",
  "On the main artery of the city",
];

/** Five of them. */
export const hotels: readonly Hotel[] = names.map((hotelName, at) => ({
  hotelId: String(at + 1),
  hotelName,
  description: descriptions[at] ?? "",
  category: at % 2 === 0 ? "Luxury" : "Budget",
  tags: at === 0 ? ["pool", "wifi"] : ["wifi"],
  parkingIncluded: at % 2 === 0,
  lastRenovationDate: new Date(Date.UTC(2020 + at, 5, 27)),
  rating: at + 1,
  location: new GeographyPoint({ longitude: -122.1 + at, latitude: 47.6 }),
  address: { street: "1 Road", city: at < 2 ? "Seattle" : "New York" },
  rooms: [
    { type: "Suite", baseRate: 100 + at * 10, sleepsCount: 2 },
    { type: "Single", baseRate: 50, sleepsCount: 1 },
  ],
  vector: [Math.cos(at / 3), Math.sin(at / 3)],
}));
