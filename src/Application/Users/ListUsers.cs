using Concierge.Application.Authorization;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Users;

/// <param name="Search">
/// Text that the names must contain, in any case, letter form and Unicode normal form; null or empty for all users.
/// </param>
/// <param name="Limit">Maximum size of the page.</param>
/// <param name="Cursor">Cursor of the page; null for the first page.</param>
public sealed record ListUsers(string? Search, PageLimit Limit, string? Cursor) : IQuery<Result<Page<UserDto>>>
{
    /// <summary>Maximum length of <see cref="Search"/>, in code points.</summary>
    public const int MaxSearchLength = UserName.MaxLength;
}

internal sealed class ListUsersValidator : AbstractValidator<ListUsers>
{
    public ListUsersValidator()
    {
        RuleFor(query => query.Limit).Limit();
        RuleFor(query => query.Search)
            .Cascade(CascadeMode.Continue)
            .MaxCodePoints(ListUsers.MaxSearchLength)
            .Must(text => text?.Contains('\0', StringComparison.Ordinal) != true)
            .WithError("text_invalid", "The text must not contain a NUL character.")
            .OverridePropertyName("q");
    }
}

internal sealed class ListUsersHandler(IUserReader users, ICurrentActor current) : IRequestHandler<ListUsers, Result<Page<UserDto>>>
{
    public async Task<Result<Page<UserDto>>> Handle(ListUsers query, CancellationToken cancellationToken)
    {
        var search = string.IsNullOrEmpty(query.Search) ? null : query.Search;
        var scope = new CursorScope("users", search);
        if (!scope.TryRead(query.Cursor, UserId.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        UserId? after = position is null ? null : UserId.From(position);
        var rows = await users.ListAsync(search, after, query.Limit, cancellationToken);
        return Page.Of(rows, query.Limit, scope, user => user.For(current.Actor), user => user.Id);
    }
}
