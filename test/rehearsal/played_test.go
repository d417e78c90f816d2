package rehearsal

// played is how each kind of resource is there. One that is not named here has
// nobody play it, and nobody knew.
var played = map[string]string{
	"AWS::CloudFront::CachePolicy":               "nothing is cached here",
	"AWS::CloudFront::Distribution":              "the front",
	"AWS::CloudFront::Function":                  "run by Node before the front",
	"AWS::CloudFront::OriginAccessControl":       "the buckets are websites",
	"AWS::CloudFront::OriginRequestPolicy":       "the front gives origins all",
	"AWS::CloudFront::ResponseHeadersPolicy":     "no browser is here",
	"AWS::CloudWatch::Alarm":                     "what it looks at is written",
	"AWS::CloudWatch::Dashboard":                 "what it looks at is written",
	"AWS::DynamoDB::Table":                       "made",
	"AWS::Events::Rule":                          "asked of each event",
	"AWS::IAM::Role":                             "asked of each request",
	"AWS::KMS::Key":                              "asked of with its table",
	"AWS::Lambda::Permission":                    "asked of with what invokes",
	"AWS::Logs::LogGroup":                        "the log of the doors",
	"AWS::S3::Bucket":                            "made",
	"AWS::S3::BucketPolicy":                      "made",
	"AWS::SES::ConfigurationSet":                 "made",
	"AWS::SES::ConfigurationSetEventDestination": "the tests say what SES says",
	"AWS::SNS::Subscription":                     "asked of each message",
	"AWS::SNS::Topic":                            "the tests publish to it",
	"AWS::SNS::TopicPolicy":                      "asked of who publishes",
	"AWS::SQS::Queue":                            "made",
	"AWS::SQS::QueuePolicy":                      "asked of who leaves what it cannot bring",
	"AWS::Serverless::Function":                  "run",
	"AWS::Serverless::HttpApi":                   "its routes are",
}
