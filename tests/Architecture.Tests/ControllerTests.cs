using System.Reflection;
using System.Text.RegularExpressions;
using Concierge.Api;
using Concierge.Api.Hosting;
using Concierge.Api.Idempotency;
using Concierge.Api.OpenApi;
using Concierge.Api.Problems;
using Concierge.Api.WebConsole;
using Concierge.Domain.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;

namespace Concierge.Architecture.Tests;

public sealed partial class ControllerTests
{
    private static readonly IReadOnlyList<Type> Controllers =
    [
        .. Product.Api.GetTypes().Where(type =>
            !type.IsAbstract && (type.IsSubclassOf(typeof(ControllerBase)) || type.IsDefined(typeof(ControllerAttribute))
                || type.Name.EndsWith("Controller", StringComparison.Ordinal))),
    ];

    private static readonly IReadOnlyList<MethodInfo> Actions =
    [
        .. Controllers
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && !method.IsDefined(typeof(NonActionAttribute))),
    ];

    [Fact]
    public void Actions_Always_AreFound() =>
        Assert.Superset(
            new HashSet<string>
            {
                "createUser", "sendMessage", "listConversations", "createService",
                "updateService", "createOrder", "listOrders", "updateOrder",
                "getAvailability", "queueSms", "sendSms", "listSms", "getSms", "cancelSms",
                "redactSms", "listSentSms", "previewSms", "reportDelivery",
                "reportDeliveryByGet", "getLiveness", "createServiceKey", "rotateServiceKey", "listAuditRecords",
                "getChanges", "streamEvents", "createWebhookEndpoint", "rotateWebhookSecret", "testWebhookEndpoint", "resendWebhook",
                "listServiceKeys", "revokeServiceKey", "mintUserToken", "listUserTokens", "revokeUserTokens", "revokeUserToken",
            },
            Actions.SelectMany(Names).ToHashSet());

    [Fact]
    public void Controllers_ExceptConsoleDocumentHealthAndProblems_DeriveFromApiController() =>
        Assert.Equal(
            [typeof(ConsoleController), typeof(DocumentController), typeof(HealthController), typeof(ProblemsController)],
            Controllers.Where(type => !type.IsSubclassOf(typeof(ApiController))).OrderBy(type => type.Name));

    [Fact]
    public void Controllers_Always_AreSealed() => Rule.IsBrokenByNone(Controllers.Where(type => !type.IsSealed));

    [Fact]
    public void Actions_Always_DeclareOneOperationName() =>
        Rule.IsBrokenByNone(Actions.Where(action => Names(action).ToList() is not [var name] || !CamelCase().IsMatch(name)).Select(Say));

    [Fact]
    public void OperationNames_Always_AreUnique() =>
        Rule.IsBrokenByNone(Actions.SelectMany(Names).GroupBy(name => name).Where(alike => alike.Count() > 1).Select(alike => alike.Key));

    [Fact]
    public void Actions_Always_DeclareASuccess() =>
        Rule.IsBrokenByNone(
            Actions.Where(action => !Statuses(action).Any(response => response.StatusCode is >= 200 and < 300)).Select(Say));

    [Fact]
    public void Actions_WithBodyOnSuccess_DeclareItsType() =>
        Rule.IsBrokenByNone(
            from action in Actions
            from response in Statuses(action)
            where response.StatusCode is 200 or 201 && response.Type == typeof(void)
            select Say(action));

    [Fact]
    public void Actions_Always_DeclareOnlyCodesThatExist()
    {
        var codes = Errors.All().Select(error => (error.Code, error.Status)).ToHashSet();

        var declared = (from action in Actions
                        from refusal in action.GetCustomAttributes<RefusesAttribute>()
                        from code in refusal.Codes
                        select (Action: Say(action), Answer: (code, refusal.StatusCode))).ToList();

        Assert.NotEmpty(declared);
        Rule.IsBrokenByNone(declared.Where(refusal => !codes.Contains(refusal.Answer)));
    }

    [Fact]
    public void Actions_Always_RequireOneScopeOrAllowAnonymous() =>
        Rule.IsBrokenByNone(Actions.Where(action => Authorizations(action).Count != 1).Select(Say));

    [Fact]
    public void Actions_ThatAllowAnonymous_AreConsoleDocumentHealthDeliveryReportsAndProblems() =>
        Assert.Equal(
            ["getConsole", "getDocument", "getHome", "getLiveness", "getProblem", "getReadiness", "reportDelivery", "reportDeliveryByGet"],
            Actions.Where(action => Authorizations(action).OfType<IAllowAnonymous>().Any())
                .SelectMany(Names).Order(StringComparer.Ordinal));

    [Fact]
    public void Actions_ThatPostToAResource_RenderItsCurrentStateInReplays() =>
        Rule.IsBrokenByNone(
            from action in Actions
            from post in action.GetCustomAttributes<HttpPostAttribute>()
            where post.Template?.StartsWith("{id}/", StringComparison.Ordinal) == true
                && Statuses(action).Any(response => response.StatusCode == 200)
                && !action.IsDefined(typeof(RendersCurrentStateAttribute)) && !action.IsDefined(typeof(NotReplayedAttribute))
            select Say(action));

    [Fact]
    public void Scopes_OfActions_AreAllScopes()
    {
        var scopes = Actions.SelectMany(Authorizations).OfType<AuthorizeAttribute>()
            .Select(authorization => authorization.Policy).OfType<string>().ToHashSet();

        Assert.Equal(Scopes.All.Order(StringComparer.Ordinal), scopes.Order(StringComparer.Ordinal));
    }

    /// <summary>Gets the authorization attributes of an action and of its controller.</summary>
    private static IReadOnlyList<object> Authorizations(MethodInfo action) =>
    [
        .. action.GetCustomAttributes(inherit: true).Concat(action.DeclaringType!.GetCustomAttributes(inherit: true))
            .Where(attribute => attribute is IAllowAnonymous or IAuthorizeData),
    ];

    /// <summary>Gets the name of each route of the action; empty for a route without a name.</summary>
    private static IEnumerable<string> Names(MethodInfo action) =>
        action.GetCustomAttributes<HttpMethodAttribute>().Select(method => method.Name ?? "");

    private static IEnumerable<ProducesResponseTypeAttribute> Statuses(MethodInfo action) =>
        action.GetCustomAttributes<ProducesResponseTypeAttribute>();

    private static string Say(MethodInfo action) => $"{action.DeclaringType!.Name}.{action.Name}";

    [GeneratedRegex(@"\A[a-z]+([A-Z][a-z]+)*\z")]
    private static partial Regex CamelCase();
}
