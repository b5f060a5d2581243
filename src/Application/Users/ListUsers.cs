using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Users;

public sealed record ListUsers(string? Search, int Limit, string? Cursor) : IQuery<Result<Page<UserDto>>>
{
    /// <summary>Longest search text, in characters.</summary>
    public const int MaxSearchLength = UserName.MaxLength;
}

internal sealed class ListUsersValidator : AbstractValidator<ListUsers>
{
    public ListUsersValidator()
    {
        this.RuleForLimit(query => query.Limit);
        this.Check(query => query.Search is null ? null : Rules.CheckLength("/q", query.Search, ListUsers.MaxSearchLength));
        this.Check(query => query.Search?.Contains('\0', StringComparison.Ordinal) == true
            ? Rules.Failure("/q", "text_invalid", "The text holds a NUL character.")
            : null);
    }
}

internal sealed class ListUsersHandler(IUserReader users) : IRequestHandler<ListUsers, Result<Page<UserDto>>>
{
    public async Task<Result<Page<UserDto>>> Handle(ListUsers query, CancellationToken cancellationToken)
    {
        var search = string.IsNullOrEmpty(query.Search) ? null : UserName.Fold(query.Search);
        var scope = new CursorScope("users", search);
        if (!scope.TryRead(query.Cursor, UserId.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        UserId? after = position is null ? null : UserId.From(position);
        var rows = await users.ListAsync(search, after, query.Limit + 1, cancellationToken);
        return Page.Of(rows, query.Limit, scope, user => user, user => user.Id);
    }
}
