// A program that uses what Pulumi's SDK offers, for the plan and for the engine.
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config();
const { list, name } = config.requireObject("shape");
const west = new aws.Provider("west", { region: "us-west-2" });
const secret = pulumi.secret("hush");

pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
  type === "aws:s3/bucket:Bucket" ? { props: { ...props, tags: { ...props.tags, stack: pulumi.getStack() } }, opts } : undefined,
);

class Inner extends pulumi.ComponentResource {
  constructor(named, args, opts) {
    super("app:test:Inner", named, args, opts);
    this.bucket = new aws.s3.Bucket(`${named}-bucket`, { tags: { of: args.of } }, { parent: this, aliases: [{ name: "old" }] });
    this.registerOutputs({ bucket: this.bucket.arn });
  }
}

class Outer extends pulumi.ComponentResource {
  constructor(named, opts) {
    super("app:test:Outer", named, {}, opts);
    this.inner = new Inner(`${named}-inner`, { of: pulumi.output("later") }, { parent: this });
    new aws.sqs.Queue(`${named}-queue`, {}, { parent: this.inner, dependsOn: [this.inner] });
  }
}

const far = new Outer("far", { providers: { aws: west }, protect: true });
const near = new Outer("near", {
  transformations: [
    ({ type, props, opts }) =>
      type === "aws:sqs/queue:Queue" ? { props: { ...props, delaySeconds: 5 }, opts: { ...opts, retainOnDelete: true } } : undefined,
  ],
});

const queue = new aws.sqs.Queue(
  "queue",
  { tags: { list: JSON.stringify(list), name, size: String(config.requireNumber("size")) } },
  { dependsOn: [far, near], ignoreChanges: ["tags"], customTimeouts: { create: "5m", delete: "1h" } },
);
const parameter = new aws.ssm.Parameter(
  "parameter",
  { type: "SecureString", value: pulumi.interpolate`of ${secret}`, tags: { url: queue.url } },
  { deletedWith: queue, replaceWith: [queue], replacementTrigger: { of: [1, "a"] } },
);
new aws.sns.Topic("topic", {
  displayName: pulumi.all([queue.arn, far.inner.bucket.id, parameter.value]).apply((all) => all.join("|")),
  tags: pulumi.output({ deep: [queue.id, { arn: queue.arn }] }).apply((deep) => ({ deep: JSON.stringify(deep) })),
});

const found = aws.ec2.Vpc.get("found", "vpc-1");
new aws.ec2.Subnet("subnet", { vpcId: found.id, cidrBlock: "10.0.0.0/24", tags: { owner: found.ownerId, nothing: undefined } });
queue.arn.apply((arn) => new aws.sqs.QueuePolicy("policy", { queueUrl: queue.id, policy: JSON.stringify({ Resource: arn }) }));

new aws.s3.BucketObjectv2("page", { bucket: near.inner.bucket, source: new pulumi.asset.FileAsset("page.html") });
new aws.lambda.Function("function", {
  role: "arn:aws:iam::111122223333:role/function",
  handler: "index.handler",
  runtime: "nodejs22.x",
  code: new pulumi.asset.AssetArchive({
    folder: new pulumi.asset.FileArchive("folder"),
    "index.js": new pulumi.asset.StringAsset("exports.handler = () => {};"),
  }),
  environment: { variables: { url: queue.url, secret, empty: "" } },
});
near.inner.bucket.onObjectCreated("made", async (event) => [event, queue.url, config.require("size")]);

module.exports = async () => {
  const late = new aws.sqs.Queue("late", { tags: { engine: String(pulumi.runtime.hasEngine()) } }, { provider: west });
  return { late: late.arn };
};
