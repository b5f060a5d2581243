using Concierge.Application.Validation;
using Concierge.Domain.Common;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace Concierge.Application.Pipeline;

/// <summary>Rejects malformed requests with all their errors. Requests without input have no validator.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IValidator<TRequest>? validator = null)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFailable<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        validator?.Validate(request) is { IsValid: false } invalid
            ? Task.FromResult(TResponse.Fail([.. invalid.Errors.Select(ToError)]))
            : next();

    private static Error ToError(ValidationFailure failure) =>
        new Error(failure.ErrorCode, failure.ErrorMessage, failure.CustomState as ErrorKind? ?? ErrorKind.Validation)
            .At(failure.PropertyName.StartsWith('/') ? failure.PropertyName : JsonPointer.FromPath($"$.{failure.PropertyName}"));
}
