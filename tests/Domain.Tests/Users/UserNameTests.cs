using Concierge.Domain.Tests.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Users;

public sealed class UserNameTests() : NameTests<UserName>(UserName.From, name => name.Value);
