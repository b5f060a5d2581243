namespace Concierge.Domain.Callers;

public enum CallerKind
{
    /// <summary>A backend with a service key.</summary>
    Backend,

    /// <summary>The bearer of a user token.</summary>
    User,

    /// <summary>A caller without credentials in Development mode.</summary>
    Development,

    /// <summary>A person at the command line of the program.</summary>
    Operator,
}
