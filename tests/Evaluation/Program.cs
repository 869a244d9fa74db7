using OrleansAgents.Evaluation;

try
{
    return args switch
    {
        ["routing", .. var rest] => RoutingCommand.Run(EvaluationOptions.Parse(rest)),
        ["planning", .. var rest] => await PlanningCommand.RunAsync(EvaluationOptions.Parse(rest)),
        ["explain", .. var rest] => await ExplainCommand.RunAsync(EvaluationOptions.Parse(rest, takesTexts: true)),
        ["scenarios", .. var rest] => await ScenariosCommand.RunAsync(EvaluationOptions.Parse(rest)),
        _ => throw new EvaluationException($"'{string.Join(' ', args)}' is no evaluation; './dev help eval' names them."),
    };
}
catch (EvaluationException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
