namespace Concierge.Client;

/// <summary>The server refused or failed. Nearly always it says why: see <see cref="Code"/>.</summary>
public partial class ConciergeException
{
    /// <summary>What the server said, or null where the answer was none of its own.</summary>
    public virtual IProblem? Problem => null;

    /// <summary>The stable code of the problem, such as <c>user_not_found</c>.</summary>
    public string? Code => Problem?.Code;

    /// <inheritdoc/>
    public override string Message => Problem is { } problem ? $"{problem.Status} {problem.Code}: {problem.Detail}" : base.Message;
}

/// <summary>A refusal or failure with its problem.</summary>
/// <typeparam name="TResult">The problem; orders that conflict have one that tells the next free time.</typeparam>
public partial class ConciergeException<TResult>
{
    /// <inheritdoc/>
    public override IProblem? Problem => Result as IProblem;
}
