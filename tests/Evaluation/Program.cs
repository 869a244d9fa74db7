using OrleansAgents.Evaluation;

try
{
    return args switch
    {
        ["routing", .. var rest] => RoutingCommand.Run(EvaluationOptions.Parse(rest)),
        ["planning", .. var rest] => await PlanningCommand.RunAsync(EvaluationOptions.Parse(rest)),
        ["explain", .. var texts] => await ExplainCommand.RunAsync(texts),
        ["scenarios", .. var rest] => await ScenariosCommand.RunAsync(EvaluationOptions.Parse(rest)),
        _ => throw new EvaluationException($"'{string.Join(' ', args)}' is no evaluation; './dev help eval' names them."),
    };
}
catch (EvaluationException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
