import { describe, expect, it } from "vitest";
import { policyDocument } from "./policyDocument.ts";

describe("an IAM policy document", () => {
  it("is made of statements, with one or many of each thing", () => {
    const document = policyDocument({
      policyId: "p",
      statements: [
        {
          sid: "Read",
          actions: ["s3:GetObject", "s3:ListBucket", "s3:GetObject"],
          resources: ["arn:aws:s3:::b/&{aws:username}/*"],
          principals: [
            { type: "AWS", identifiers: ["a", "b"] },
            { type: "Service", identifiers: ["lambda.amazonaws.com"] },
          ],
          conditions: [
            { test: "StringEquals", variable: "aws:x", values: ["1"] },
            { test: "StringEquals", variable: "aws:y", values: ["2", "3"] },
          ],
        },
        {
          sid: "",
          effect: "Deny",
          notActions: ["iam:*"],
          notResources: ["*"],
          notPrincipals: [{ type: "*", identifiers: ["*"] }],
        },
      ],
    });
    expect(document).toEqual({
      Version: "2012-10-17",
      Id: "p",
      Statement: [
        {
          Sid: "Read",
          Effect: "Allow",
          Principal: { AWS: ["b", "a"], Service: "lambda.amazonaws.com" },
          Action: ["s3:ListBucket", "s3:GetObject"],
          Resource: "arn:aws:s3:::b/${aws:username}/*",
          Condition: { StringEquals: { "aws:x": "1", "aws:y": ["2", "3"] } },
        },
        { Effect: "Deny", NotPrincipal: "*", NotAction: "iam:*", NotResource: "*" },
      ],
    });
  });

  it("adds sources, and lets overrides replace statements of their Sid", () => {
    const json = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
    const document = policyDocument({
      sourcePolicyDocuments: [json({ Sid: "a", Effect: "Allow" }, { Effect: "Allow", Action: "x" })],
      statements: [{ sid: "own", actions: ["y"] }],
      overridePolicyDocuments: [json({ Sid: "a", Effect: "Deny" }, { Sid: "new", Effect: "Allow" })],
    });
    expect(document.Statement).toEqual([
      { Sid: "a", Effect: "Deny" },
      { Effect: "Allow", Action: "x" },
      { Sid: "own", Effect: "Allow", Action: "y" },
      { Sid: "new", Effect: "Allow" },
    ]);
    expect(policyDocument({ sourceJson: json({ Effect: "Allow" }), version: "2008-10-17" })).toEqual({
      Version: "2008-10-17",
      Statement: [{ Effect: "Allow" }],
    });
  });
});
