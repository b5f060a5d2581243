using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Concierge.Application;
using Concierge.Application.Access;
using Concierge.Application.Audit;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Architecture.Tests;

public sealed partial class UseCaseTests
{
    /// <summary>Names of the requests. <see cref="Requests_Always_AreFound"/> checks that there are any.</summary>
    public static TheoryData<string> Requests { get; } = [.. RequestTypes().Select(request => request.FullName!)];

    /// <summary>Names of the requests that have input to validate.</summary>
    public static TheoryData<string> RequestsWithInput { get; } = [.. RequestTypes().Where(HasInput).Select(request => request.FullName!)];

    [Fact]
    public void Requests_Always_AreFound() =>
        Assert.Superset(
            new HashSet<string>
            {
                "CreateUser", "GetUser", "SendMessage", "ListMessages", "DeleteMessage",
                "CreateService", "UpdateService", "DeleteService", "CreateOrder",
                "UpdateOrder", "ListOrders", "DeleteOrder", "GetAvailability",
                "ReindexOrders", "QueueSms", "CancelSms", "GetSms", "ListSms",
                "PreviewSms", "RecordDeliveryReport", "RotateSmsKeys", "CreateServiceKey",
                "ListServiceKeys", "RevokeServiceKey", "MintUserToken", "ListUserTokens", "RevokeUserTokens", "RevokeUserToken",
            },
            RequestTypes().Select(request => request.Name).ToHashSet());

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_Always_HasOneHandlerNamedAfterIt(string request)
    {
        var handler = Assert.Single(Handlers(), handler => handler.Request.FullName == request);

        Assert.Equal(request + "Handler", handler.Type.FullName);
    }

    [Theory]
    [MemberData(nameof(RequestsWithInput))]
    public void RequestWithInput_Always_HasOneValidatorNamedAfterIt(string request)
    {
        var validator = Assert.Single(Validators(), validator => validator.Request.FullName == request);

        Assert.Equal(request + "Validator", validator.Type.FullName);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_WhenRegistered_HasOneHandlerAndOneValidatorForInput(string request)
    {
        var type = Product.Application.GetType(request, throwOnError: true)!;
        var services = new ServiceCollection().AddApplication();

        Assert.Single(services, service => service.ServiceType == typeof(IRequestHandler<,>).MakeGenericType(type, Response(type)));
        Assert.Equal(HasInput(type) ? 1 : 0, services.Count(service => service.ServiceType == typeof(IValidator<>).MakeGenericType(type)));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_Always_ReturnsResult(string request)
    {
        var response = Response(Product.Application.GetType(request, throwOnError: true)!);

        Assert.True(
            response == typeof(Result) || (response.IsGenericType && response.GetGenericTypeDefinition() == typeof(Result<>)),
            $"{request} returns {response}.");
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_AsWritten_SharesAFileNamedAfterItWithValidatorAndHandlerInThisOrder(string request)
    {
        var name = request.Split('.')[^1];
        var file = Assert.Single(Product.Files, file => file.Path == request["Concierge.".Length..].Replace('.', '/') + ".cs").Text;

        var parts = new[] { $"record {name}(", $"class {name}Validator", $"class {name}Handler" };
        var places = (HasInput(Product.Application.GetType(request, throwOnError: true)!) ? parts : [parts[0], parts[2]])
            .Select(declaration => file.IndexOf(declaration, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_Always_IsImmutableSealedRecord(string request)
    {
        var type = Product.Application.GetType(request, throwOnError: true)!;

        Assert.True(type.IsSealed);
        Assert.NotNull(type.GetMethod("<Clone>$"));
        Rule.IsBrokenByNone(type.GetProperties().Where(property => property.SetMethod is { } setter && !IsInitOnly(setter)));
    }

    [Fact]
    public void HandlersAndValidators_Always_AreInternalAndSealed() =>
        Rule.IsBrokenByNone(Handlers().Concat(Validators()).Select(part => part.Type).Where(type => !type.IsNotPublic || !type.IsSealed));

    [Fact]
    public void HandlersAndValidators_Always_AreInApplication() =>
        Rule.IsBrokenByNone(Handlers().Concat(Validators()).Select(part => part.Type).Where(type => type.Assembly != Product.Application));

    [Fact]
    public void Handlers_Always_SendNoOtherRequest() =>
        Rule.IsBrokenByNone(
            from handler in Handlers()
            from constructor in handler.Type.GetConstructors()
            from parameter in constructor.GetParameters()
            where parameter.ParameterType.Namespace == typeof(IMediator).Namespace
            select $"{handler.Type.Name} takes {parameter.ParameterType.Name}");

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_Always_IsEitherCommandOrQuery(string request)
    {
        var type = Product.Application.GetType(request, throwOnError: true)!;

        Assert.NotEqual(type.ArgumentsOf(typeof(ICommand<>)).Any(), type.ArgumentsOf(typeof(IQuery<>)).Any());
    }

    /// <summary>Queries are retried once on a broken connection, so a request that only reads must be a query.</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_WithNameOfARead_IsQuery(string request)
    {
        var type = Product.Application.GetType(request, throwOnError: true)!;
        var reads = ReadingName().IsMatch(type.Name);

        Assert.True(!reads || type.ArgumentsOf(typeof(IQuery<>)).Any(), $"{request} is no query.");
    }

    /// <summary>Exception: availability finds its services with the repository that a booking uses, so both agree.</summary>
    [Fact]
    public void Queries_Always_DependOnNothingThatWrites()
    {
        var queries = Handlers().Where(handler => handler.Request.ArgumentsOf(typeof(IQuery<>)).Any()).ToList();

        Assert.Contains(Handlers().Except(queries), handler => Takes(handler.Type).Any(Writes));
        Rule.IsBrokenByNone(
            from query in queries
            from taken in Takes(query.Type)
            where Writes(taken)
                && !(query.Type.Name.EndsWith("AvailabilityHandler", StringComparison.Ordinal) && taken.Name == "IServiceRepository")
            select $"{query.Type.Name} takes {taken.Name}");
    }

    /// <summary>
    /// A command is administrative unless it is one of these. A new command is listed here, or records what it does.
    /// </summary>
    [Fact]
    public void Commands_ThatAreAdministrative_LeaveAuditRecords()
    {
        string[] everyday =
        [
            "CreateUser", "ChangeUser", "MarkConversationRead", "SendMessage", "EditMessage", "DeleteMessage", "LikeMessage",
            "UnlikeMessage", "CreateService", "UpdateService", "DeleteService", "CreateOrder", "UpdateOrder", "DeleteOrder", "ChangeOrders",
            "QueueSms", "CancelSms", "RedactSms", "TakeDueSms", "RecordSendOutcome", "RecordDeliveryReport", "TakeOverdueReports",
            "RecordInquiry", "ExpireUnreadableSms", "RedactOldSms", "TestWebhookEndpoint",
        ];
        var commands = Handlers().Where(handler => handler.Request.ArgumentsOf(typeof(ICommand<>)).Any()).ToList();

        Assert.Contains(commands, command => Takes(command.Type).Contains(typeof(IAuditTrail)));
        Rule.IsBrokenByNone(
            from command in commands
            where Takes(command.Type).Contains(typeof(IAuditTrail)) == everyday.Contains(command.Request.Name)
            select command.Request.Name);
    }

    private static IEnumerable<Type> Takes(Type handler) =>
        handler.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType);

    /// <summary>Returns whether a dependency can write: the unit of work, repositories, and user tokens.</summary>
    private static bool Writes(Type type) =>
        type == typeof(IUnitOfWork) || type == typeof(IUserTokens) || type == typeof(IAuditTrail)
        || type.Name.EndsWith("Repository", StringComparison.Ordinal);

    /// <summary>
    /// A request has input if it has a property that is not of a domain type, because domain types are valid by construction. Delivery
    /// reports are an exception: the gateway verifies their signature and reads them. So are the commands of the SMS dispatcher and of the
    /// upkeep, which no client sends.
    /// </summary>
    private static bool HasInput(Type request) =>
        request.GetProperties().Any(property => property.PropertyType.Assembly != Product.Domain)
        && request.Name is not ("CheckDeliveryReport" or "RecordDeliveryReport" or "TakeDueSms" or "RecordSendOutcome"
            or "TakeOverdueReports" or "RecordInquiry");

    private static bool IsInitOnly(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static IEnumerable<Type> RequestTypes() =>
        Product.Types.Where(type => !type.IsInterface && !type.IsAbstract && type.ArgumentsOf(typeof(IRequest<>)).Any());

    private static Type Response(Type request) => Assert.Single(request.ArgumentsOf(typeof(IRequest<>)))[0];

    private static IEnumerable<(Type Type, Type Request)> Handlers() => Parts(typeof(IRequestHandler<,>));

    private static IEnumerable<(Type Type, Type Request)> Validators() => Parts(typeof(IValidator<>));

    private static IEnumerable<(Type Type, Type Request)> Parts(Type contract) =>
        from type in Product.Types
        where !type.IsAbstract
        from arguments in type.ArgumentsOf(contract)
        select (type, arguments[0]);

    [GeneratedRegex(@"\A(Get|List|Preview)[A-Z]")]
    private static partial Regex ReadingName();
}
