import { arn, type OutputTable, plain, texts } from "./table.ts";

/** Outputs of AWS resources, as the provider's documentation lists them. https://www.pulumi.com/registry/packages/aws/api-docs/ */
export const AWS: OutputTable = {
  resources: {
    "aws:acm/certificate:Certificate": {
      outputs: ({ inputs, ref }) => ({
        arn: ref("arn"),
        domainValidationOptions: [inputs.domainName, ...((inputs.subjectAlternativeNames as unknown[]) ?? [])].map(
          (domainName, index) => {
            const at = (field: string) => ref(`domainValidationOptions[${index}].${field}`);
            return {
              domainName,
              resourceRecordName: at("resourceRecordName"),
              resourceRecordType: "CNAME",
              resourceRecordValue: at("resourceRecordValue"),
            };
          },
        ),
      }),
    },
    "aws:acm/certificateValidation:CertificateValidation": plain,
    "aws:cloudfront/distribution:Distribution": { outputs: texts("arn", "domainName", "hostedZoneId") },
    "aws:cloudfront/function:Function": arn,
    "aws:cloudfront/originAccessControl:OriginAccessControl": arn,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": arn,
    "aws:cloudfront/vpcOrigin:VpcOrigin": arn,
    "aws:cloudwatch/eventRule:EventRule": { outputs: texts("arn", "name") },
    "aws:cloudwatch/eventTarget:EventTarget": plain,
    "aws:cloudwatch/logDelivery:LogDelivery": arn,
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": { outputs: texts("arn", "name") },
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": { outputs: texts("arn", "name") },
    "aws:cloudwatch/logGroup:LogGroup": {
      outputs: ({ inputs, ref }) => ({ arn: ref("arn"), name: inputs.name ?? ref("name") }),
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": arn,
    "aws:ec2/eip:Eip": { outputs: texts("publicIp", "allocationId") },
    "aws:ec2/flowLog:FlowLog": arn,
    "aws:ec2/internetGateway:InternetGateway": arn,
    // A number, but one that only ever goes into text: EKS takes a template's version as text.
    "aws:ec2/launchTemplate:LaunchTemplate": { outputs: texts("arn", "name", "latestVersion") },
    "aws:ec2/natGateway:NatGateway": { outputs: texts("publicIp", "privateIp") },
    "aws:ec2/routeTable:RouteTable": arn,
    "aws:ec2/securityGroup:SecurityGroup": { outputs: texts("arn", "name") },
    "aws:ec2/subnet:Subnet": arn,
    "aws:ec2/vpc:Vpc": { outputs: texts("arn", "defaultSecurityGroupId", "mainRouteTableId", "defaultNetworkAclId") },
    "aws:ec2/vpcEndpoint:VpcEndpoint": arn,
    "aws:ecr/repository:Repository": { outputs: texts("arn", "repositoryUrl", "registryId") },
    "aws:eks/accessEntry:AccessEntry": { outputs: texts("accessEntryArn") },
    "aws:eks/addon:Addon": { outputs: texts("arn", "addonVersion") },
    "aws:eks/cluster:Cluster": {
      outputs: ({ inputs, ref }) => ({
        arn: ref("arn"),
        endpoint: ref("endpoint"),
        certificateAuthority: { data: ref("certificateAuthority.data") },
        vpcConfig: { ...(inputs.vpcConfig as object), clusterSecurityGroupId: ref("vpcConfig.clusterSecurityGroupId") },
      }),
    },
    "aws:eks/nodeGroup:NodeGroup": { outputs: texts("arn", "nodeGroupName") },
    "aws:elasticache/parameterGroup:ParameterGroup": { outputs: texts("arn", "name") },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
      outputs: texts("arn", "configurationEndpointAddress", "primaryEndpointAddress", "readerEndpointAddress"),
      secret: ["authToken"],
    },
    "aws:elasticache/subnetGroup:SubnetGroup": { outputs: texts("arn", "name") },
    "aws:iam/instanceProfile:InstanceProfile": { outputs: texts("arn", "name") },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": arn,
    "aws:iam/role:Role": {
      outputs: ({ inputs, ref }) => ({ arn: ref("arn"), name: inputs.name ?? ref("name"), uniqueId: ref("uniqueId") }),
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": { outputs: texts("associationArn", "associationId") },
    "aws:kms/alias:Alias": arn,
    "aws:kms/key:Key": { outputs: texts("arn", "keyId") },
    "aws:kms/replicaKey:ReplicaKey": { outputs: texts("arn", "keyId") },
    "aws:lambda/eventSourceMapping:EventSourceMapping": arn,
    "aws:lambda/function:Function": { outputs: texts("arn", "name", "invokeArn", "qualifiedArn") },
    "aws:lb/listener:Listener": arn,
    "aws:lb/loadBalancer:LoadBalancer": { outputs: texts("arn", "arnSuffix", "dnsName", "zoneId", "name") },
    "aws:lb/targetGroup:TargetGroup": { outputs: texts("arn", "arnSuffix", "name") },
    "aws:s3/bucketObjectv2:BucketObjectv2": arn,
    "aws:scheduler/schedule:Schedule": arn,
    "aws:secretsmanager/secret:Secret": { outputs: texts("arn", "name") },
    "aws:secretsmanager/secretVersion:SecretVersion": { outputs: texts("arn", "versionId") },
    "aws:sqs/queue:Queue": { outputs: texts("arn", "url", "name") },
    "aws:sqs/queuePolicy:QueuePolicy": plain,
    "aws:s3/bucket:Bucket": { outputs: texts("arn", "bucket", "bucketDomainName", "bucketRegionalDomainName") },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": arn,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": arn,
    "aws:wafv2/ipSet:IpSet": arn,
    "aws:wafv2/webAcl:WebAcl": arn,
  },
  lookups: {
    "aws:secretsmanager/getSecretVersions:getSecretVersions": ({ args, ref }) => ({
      secretArn: args.secretId,
      versions: [{ versionId: ref("versions[0].versionId"), versionStages: ["AWSCURRENT"] }],
    }),
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ args, ref }) => ({
      id: ref("id"),
      arn: ref("arn"),
      name: args.name ?? ref("name"),
    }),
  },
};
