/** Twenty mistakes that people make in programs such as ours, each as the change of one text in one file. */

export interface Defect {
  readonly name: string;
  /** What would come of it. */
  readonly harm: string;
  /** File of the program, from the project's root. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** The environment in which it shows. @default dev */
  readonly stack?: "dev" | "prod";
  /** What would catch it, for one that nothing caught when the list was last run. */
  readonly wouldCatch?: string;
}

export const DEFECTS: readonly Defect[] = [
  {
    name: "a dropped dependency",
    harm: "the flow log is made before the log bucket's policy, and AWS refuses it",
    file: "infra/network/network.ts",
    from: 'this.child("flowLog", { dependsOn: args.flowLogs.policy })',
    to: 'this.child("flowLog")',
    wouldCatch: "a lab that refuses a log delivery to a bucket whose policy is not there yet",
  },
  {
    name: "a misnamed property",
    harm: "buckets of dev are not emptied when they are deleted",
    file: "infra/data/bucket.ts",
    from: "{ forceDestroy: !args.protect },",
    to: "{ forceDestory: !args.protect } as never,",
  },
  {
    name: "a wrong type",
    harm: "the listener's port is text",
    file: "infra/edge/loadBalancer.ts",
    from: "port: 443,",
    to: 'port: "443" as never,',
  },
  {
    name: "a lost protect",
    harm: "prod's cache may be deleted by accident",
    file: "infra/data/redis.ts",
    from: 'this.child("replicationGroup", { protect: args.protect })',
    to: 'this.child("replicationGroup")',
    stack: "prod",
  },
  {
    name: "lost tags",
    harm: "the database is charged to nobody",
    file: "infra/data/mongodb/mongodb.ts",
    from: "        terminationProtectionEnabled: args.protect,\n        tags: { ...args.tags },\n",
    to: "        terminationProtectionEnabled: args.protect,\n",
  },
  {
    name: "a secret no longer secret",
    harm: "the cache's password stands in a ConfigMap, in the state and in plans",
    file: "stacks/environment.ts",
    from: "        ANALYSIS_QUEUE_URL: ai.queueUrl,\n",
    to: "        ANALYSIS_QUEUE_URL: ai.queueUrl,\n        REDIS_URL: pulumi.unsecret(redis.connection.url),\n",
  },
  {
    name: "a wrong region",
    harm: "outside us-east-1, CloudFront's logs are asked for where CloudFront is not",
    file: "infra/edge/site.ts",
    from: '{ region, logType: "ACCESS_LOGS", resourceArn: distribution.arn }',
    to: '{ logType: "ACCESS_LOGS", resourceArn: distribution.arn }',
  },
  {
    name: "a wrong parent",
    harm: "the rule has another URN: a second one like it is made before the first is deleted, and AWS refuses it",
    file: "stacks/environment.ts",
    from: "allowLoadBalancer(cluster, edge.loadBalancer.securityGroupId, { parent: cluster });",
    to: "allowLoadBalancer(cluster, edge.loadBalancer.securityGroupId, { parent: edge });",
  },
  {
    name: "a name that is not unique",
    harm: "the slow log and the engine log are one log group, in all environments",
    file: "infra/data/redis.ts",
    from: "{ kmsKeyId: keyArn, retentionInDays: logDays },",
    to: '{ name: "/monitor/redis", kmsKeyId: keyArn, retentionInDays: logDays },',
  },
  {
    name: "a missing required property",
    harm: "the queue's messages go to no function",
    file: "infra/workloads/ai.ts",
    from: "        functionName: handler.arn,\n",
    to: "",
  },
  {
    name: "an output that never resolves",
    harm: "the program never ends",
    file: "stacks/environment.ts",
    from: "clusterEndpoint: cluster.endpoint,",
    to: "clusterEndpoint: pulumi.output(new Promise<string>(() => {})),",
  },
  {
    name: "a missing output",
    harm: "the pipeline does not know which distribution to invalidate",
    file: "stacks/environment.ts",
    from: "    sdkDistribution: edge.sdk.distributionId,\n",
    to: "",
  },
  {
    name: "a wrong reference",
    harm: "the function listens to a URL where an ARN is wanted",
    file: "infra/workloads/ai.ts",
    from: "eventSourceArn: queue.arn,",
    to: "eventSourceArn: queue.id,",
  },
  {
    name: "a policy with a wildcard",
    harm: "the API may delete the bucket and change its policy",
    file: "stacks/environment.ts",
    from: 'Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],',
    to: 'Action: "s3:*",',
  },
  {
    name: "a hard-coded account",
    harm: "in any other account, nobody may use the key",
    file: "infra/data/encryption.ts",
    from: "Principal: { AWS: `arn:aws:iam::${accountId}:root` }",
    to: 'Principal: { AWS: "arn:aws:iam::111122223333:root" }',
  },
  {
    name: "a logical name given twice",
    harm: "two attachments of the nodes' role have one URN",
    file: "infra/cluster/cluster.ts",
    from: "new aws.iam.RolePolicyAttachment(`${name}-nodes-${key}`,",
    to: "new aws.iam.RolePolicyAttachment(key && `${name}-nodes`,",
  },
  {
    name: "a dropped order of deletion",
    harm: "the internet gateway is to go while a NAT gateway still has its public address, and AWS refuses",
    file: "infra/network/network.ts",
    from: 'this.child("natGateway", { dependsOn: gateway })',
    to: 'this.child("natGateway")',
    wouldCatch: "a lab that keeps an internet gateway while its VPC has a NAT gateway or a public address",
  },
  {
    name: "a promise that nobody awaits",
    harm: "what it was to check is never checked",
    file: "stacks/environment.ts",
    from: "  const release = readRelease(ROOT);\n",
    to: '  const release = readRelease(ROOT);\n  void Promise.resolve(release).then(() => {\n    throw new Error("the release has no notes");\n  });\n',
  },
  {
    name: "replicas beside an autoscaler",
    harm: "each deployment takes the pods away that the autoscaler has added",
    file: "infra/workloads/apiObjects.ts",
    from: "    // No `replicas`: the autoscaler has them.\n",
    to: "    replicas: args.config.replicas.min,\n",
  },
  {
    name: "an unstable input",
    harm: "every deployment changes the function, and no plan holds",
    file: "infra/workloads/ai.ts",
    from: "description: `AI service of ${stackResourceName(context)}, bundle ${bundleHash(args.release)}`,",
    to: "description: `AI service of ${stackResourceName(context)}, bundle ${bundleHash(args.release)}, ${Date.now()}`,",
  },
];
