namespace Concierge.Client;

/// <summary>An error response. <see cref="Code"/> tells the reason.</summary>
public partial class ConciergeException
{
    /// <summary>The problem of the response; null if the response is not from a Concierge server.</summary>
    public virtual IProblem? Problem => null;

    /// <summary>Stable code of the problem, such as <c>user_not_found</c>.</summary>
    public string? Code => Problem?.Code;

    /// <summary>The conflicting orders and the nearest free times, if the response is an order conflict; otherwise null.</summary>
    public OrderConflictProblem? OrderConflict => Problem as OrderConflictProblem;

    /// <summary>From where the feed can be followed, if the id to go on from is gone; otherwise null.</summary>
    public ExpiredResumePointProblem? ExpiredResumePoint => Problem as ExpiredResumePointProblem;

    /// <inheritdoc/>
    public override string Message => Problem is { } problem ? $"{problem.Status} {problem.Code}: {problem.Detail}" : base.Message;
}

/// <summary>An error response with its problem.</summary>
/// <typeparam name="TResult">Type of the problem.</typeparam>
public partial class ConciergeException<TResult>
{
    /// <inheritdoc/>
    public override IProblem? Problem => Result as IProblem;
}
