using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Api.Lists;
using Concierge.Application.Users;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Users;

/// <summary>Query parameters of the list of users.</summary>
public sealed record UserListQuery : ListQuery
{
    [Description("Only users whose name contains this text. Case, accents and Unicode forms are ignored.")]
    [FromQuery(Name = "q")]
    [MaxLength(ListUsers.MaxSearchLength)]
    public string? Search { get; init; }
}
