using Concierge.Api.Authentication;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>
/// Documents the credentials of the service, and those of each operation. An operation without <see cref="RequiresScopeAttribute"/> needs
/// none.
/// </summary>
internal sealed class SecurityTransformer : IOpenApiOperationTransformer, IOpenApiDocumentTransformer
{
    private const string ServiceKey = "serviceKey";

    private const string UserToken = "userToken";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiresScopeAttribute>().SingleOrDefault() is not { } required)
        {
            operation.Security = [];
            return Task.CompletedTask;
        }

        var document = context.Document!;
        List<string> scopes = required.Scope is { } scope ? [scope] : [];
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(ServiceKey, document)] = scopes }];
        if (required.AcceptsUserTokens)
        {
            operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(UserToken, document)] = [] });
        }

        operation.AddRequestHeader(
            ActingUserMiddleware.Header, "User as whom the backend acts. The ownership rules of that user apply.", CallerId.Pattern);
        operation.AddRefusal(document, StatusCodes.Status400BadRequest, ActingUserErrors.Unknown.Code);
        if (context.Description.HttpMethod != HttpMethods.Get)
        {
            operation.AddRefusal(document, StatusCodes.Status409Conflict, "user_deactivated");
        }

        operation.AddRefusal(document, StatusCodes.Status401Unauthorized, "unauthorized");
        operation.AddRefusal(document, StatusCodes.Status403Forbidden, "forbidden");
        operation.AddResponseHeader(
            "WWW-Authenticate", "Error of the credentials (RFC 6750).", StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);
        return Task.CompletedTask;
    }

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Components!.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [ServiceKey] = Bearer("Key of a backend: ck_ and 43 characters. A key has scopes; each operation requires one of them."),
            [UserToken] = Bearer("Token of a user, minted by a backend. The caller acts as this user; ownership rules apply."),
        };
        return Task.CompletedTask;
    }

    private static OpenApiSecurityScheme Bearer(string description) =>
        new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = description };
}
