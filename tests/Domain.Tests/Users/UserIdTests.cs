using Concierge.Domain.Tests.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Users;

public sealed class UserIdTests() : StringIdTests<UserId>(UserId.From, UserId.IsValid, id => id.Value);
