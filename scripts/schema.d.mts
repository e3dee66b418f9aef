/** The JSON schema of what -o json prints, as the types of src/render/json/ give it. */
export function schemaText(): Promise<string>;
