using Concierge.Api.Lists;
using Concierge.Api.Problems;
using Concierge.Application.Paging;
using Concierge.Application.Users;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Sms;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>Collects what one operation takes, answers and refuses, and writes it into the document.</summary>
internal sealed class OperationDescription
{
    public const string ServiceKey = "serviceKey";

    public const string UserToken = "userToken";

    private readonly SortedDictionary<string, List<string>> refusals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> problems = [];
    private readonly List<(string Header, string Description, string[] Statuses)> headers = [];
    private readonly OpenApiOperation operation;
    private readonly OpenApiDocument document;

    public OperationDescription(OpenApiOperation operation, OpenApiDocument document)
    {
        (this.operation, this.document) = (operation, document);
        operation.Parameters ??= [];
    }

    /// <summary>Says what a path or query parameter of a resource's operations is.</summary>
    public void Explain(OpenApiParameter parameter, string resource)
    {
        var schema = (OpenApiSchema)parameter.Schema!;
        switch (parameter.Name)
        {
            case "limit":
                parameter.Description = $"Most items on the page. A stream is read by so many at a time, and by {Page.MaxLimit} where it is not said.";
                (schema.Minimum, schema.Maximum, schema.Default) = ("1", $"{Page.MaxLimit}", Page.DefaultLimit);
                break;
            case "cursor":
                parameter.Description = "The next_cursor of the page before; a stream begins there, too.";
                break;
            case "order":
                parameter.Description = "desc: newest first; asc: oldest first.";
                parameter.Schema = Shared("SortOrder", new() { Enum = ["desc", "asc"], Default = "desc" });
                break;
            case "include_deleted":
                parameter.Description = "Whether deleted messages are listed, without their text.";
                schema.Default = false;
                break;
            case "q":
                parameter.Description = "Only users whose name contains this text, in whatever case.";
                schema.MaxLength = ListUsers.MaxSearchLength;
                break;
            case "from":
                parameter.Required = resource == "availability";
                parameter.Description = "The first instant asked about: a time of RFC 3339 with its offset from UTC, in which + is written %2B.";
                schema.Format = "date-time";
                break;
            case "to":
                parameter.Required = resource == "availability";
                parameter.Description = resource == "orders" ? "The first instant no longer asked about; likewise." : "The last instant asked about; likewise.";
                schema.Format = "date-time";
                break;
            case "service_id" when schema.Items is OpenApiSchema item:
                parameter.Description = "The services to order together; once for each.";
                parameter.Required = true;
                (schema.MinItems, schema.MaxItems, item.Pattern) = (1, ServiceSelection.MaxCount, CallerId.Pattern);
                break;
            case "service_id":
                parameter.Description = "Only orders that have this service.";
                schema.Pattern = CallerId.Pattern;
                break;
            case "status":
                parameter.Description = "Only messages that have this status.";
                parameter.Schema = new OpenApiSchemaReference(nameof(SmsStatus), document);
                break;
            case "recipient_phone":
                parameter.Description = "Only messages to this number.";
                break;
            case "gateway":
                parameter.Description = "The gateway that reports.";
                parameter.Schema = Shared("SmsGateway", new() { Enum = ["kannel", "twilio", "sandbox"] });
                break;
            case "id" when resource == "service-keys":
                parameter.Description = "The service key.";
                schema.Format = "uuid";
                break;
            case "id" when resource is "messages" or "sms-messages":
                parameter.Description = "The message.";
                schema.Format = "uuid";
                break;
            default:
                parameter.Description = parameter.Name == "peer_id" ? "The other user." : resource switch
                {
                    "services" => "The service.",
                    "orders" => "The order.",
                    _ => "The user.",
                };
                schema.Pattern = CallerId.Pattern;
                break;
        }
    }

    /// <summary>Says which credentials are good for the operation.</summary>
    public void Needs(string scope)
    {
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(ServiceKey, document)] = [scope] }];
        if (Scopes.OfUsers.Contains(scope))
        {
            operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(UserToken, document)] = [] });
        }
    }

    /// <summary>A schema that several operations use gets a name, or generators make a type of it for each of them.</summary>
    private OpenApiSchemaReference Shared(string name, OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.String;
        document.AddComponent(name, schema);
        return new(name, document);
    }

    /// <summary>Adds a request header.</summary>
    public void Takes(string header, string description, string? pattern = null) => operation.Parameters!.Add(new OpenApiParameter
    {
        Name = header,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern },
    });

    /// <summary>Adds a response header to those of the statuses that the operation has.</summary>
    public void Answers(string header, string description, params string[] statuses) => headers.Add((header, description, statuses));

    /// <summary>Says that a list can be had as a stream, and of what.</summary>
    public void Streams(string item)
    {
        var answer = operation.Responses!["200"];
        answer.Description = $"A page, or, where {Ndjson.ContentType} is preferred, the list from there to its end, one item a line; a body that is broken off is not all of it.";
        answer.Content![Ndjson.ContentType] = new() { Schema = new OpenApiSchemaReference(item, document) };
    }

    /// <summary>Adds codes to a status.</summary>
    public void Refuses(string status, params string[] codes)
    {
        refusals.TryAdd(status, []);
        refusals[status].AddRange(codes.Except(refusals[status]));
    }

    /// <summary>Says which problem a status answers with, where it is not the plain one.</summary>
    public void Tells(string status, Type problem) => problems[status] = problem.Name;

    /// <summary>Writes the refusals, and every status in order.</summary>
    public void Finish()
    {
        foreach (var (status, codes) in refusals)
        {
            operation.Responses![status] = new OpenApiResponse
            {
                Description = string.Join(", ", codes.Select(code => $"`{code}`")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemWriter.ContentType] = new() { Schema = new OpenApiSchemaReference(problems.GetValueOrDefault(status, nameof(Problem)), document) },
                },
            };
        }

        Answers("Retry-After", "After how many seconds to try again.", "429", "503");
        foreach (var (header, description, statuses) in headers)
        {
            foreach (var response in statuses.Where(operation.Responses!.ContainsKey).Select(status => (OpenApiResponse)operation.Responses![status]))
            {
                response.Headers ??= new Dictionary<string, IOpenApiHeader>();
                response.Headers[header] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            }
        }

        var inOrder = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses!.OrderBy(response => response.Key, StringComparer.Ordinal))
        {
            inOrder[status] = response;
        }

        operation.Responses = inOrder;
    }
}
