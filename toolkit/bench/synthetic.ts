/** A program of N resources, planned by us or run under Pulumi's own mocks: how both grow. */
const [count = "100", how = "plan"] = process.argv.slice(2);
// The program under Pulumi's mocks has none of our savings.
if (how === "plan") await import("../../stacks/lean.ts");
const pulumi = await import("@pulumi/pulumi");
const aws = await import("@pulumi/aws");

/** Networks of four resources each: outputs feed inputs, as in real programs. */
function program(): void {
  for (let index = 0; index < Number(count) / 4; index++) {
    const vpc = new aws.ec2.Vpc(`vpc-${index}`, { cidrBlock: "10.0.0.0/16", tags: { index: `${index}` } });
    const subnet = new aws.ec2.Subnet(`subnet-${index}`, { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
    const group = new aws.ec2.SecurityGroup(`group-${index}`, {
      vpcId: vpc.id,
      description: pulumi.interpolate`of ${subnet.id}`,
    });
    new aws.s3.Bucket(`bucket-${index}`, { tags: { group: group.id } });
  }
}

if (how === "plan") {
  const { record } = await import("../graph/record.ts");
  const { TABLE } = await import("../graph/outputs/index.ts");
  const recording = {
    project: "bench",
    stack: "test",
    root: "/",
    config: {},
    secretKeys: [],
    table: TABLE,
    stackOutputs: () => undefined,
  };
  const { resources } = await record(program, recording);
  if (resources.length !== Number(count) + 1) throw new Error(`${resources.length} resources`);
} else {
  await pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: `${name}_id`, state: inputs }), call: ({ inputs }) => inputs },
    "bench",
    "test",
    true,
  );
  await pulumi.runtime.runInPulumiStack(async () => program());
  await pulumi.runtime.disconnect();
}
process.exit(0);
