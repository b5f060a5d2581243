// Started by the EF Core tools alone, which look for the factory beside this file.
Console.Error.WriteLine("Run 'dotnet ef' with --project src/Infrastructure --startup-project eng/Migrations.");
return 1;
