using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Assistant.Tests.Understanding;

/// <summary>Agents of several trades, so that nothing in understanding or planning can know them.</summary>
internal static class SampleAgents
{
    public static ManifestSet All { get; } = ManifestSet.Create([Maps(), Kitchen(), Purse(), Library(), Travel(), Salon()]);

    private static AgentManifest Maps() => Typed.Agent(
        "maps",
        [
            Typed.Words("Place", "hz-east=杭州东站|Hangzhou East Railway Station|Hangzhou East station", "west-lake=西湖|West Lake", "hangzhou=杭州|Hangzhou", "lingyin=灵隐寺|Lingyin Temple", "xixi=西溪湿地|Xixi Wetland", "pudong=浦东机场|Pudong Airport"),
            Typed.Words("TravelMode", "walk=步行|走路|on foot|walking", "drive=开车|自驾|by car|driving", "transit=地铁|公交|by metro|public transport"),
        ],
        Typed.Skill("route", ("查询路线", "Find a route"), "origin!:Place/origin destination!:Place/destination mode:TravelMode", "route:Route duration:Duration",
            ["从杭州东站到西湖怎么走", "去灵隐寺怎么走", "怎么去西湖", "从酒店到机场坐地铁要多久", "到西溪湿地开车多长时间", "导航到西湖", "杭州东站到灵隐寺的路线", "西湖离这里多远"],
            ["how do I get from Hangzhou East station to West Lake", "directions to Lingyin Temple", "route from the hotel to the airport", "how long does it take to drive to West Lake", "what is the way to Xixi Wetland", "navigate to West Lake", "how far is it from here to the lake"]),
        Typed.Skill("nearby", ("搜索附近", "Search nearby"), "near!:Place/near what!:Text", "places:PlaceList",
            ["西湖附近有什么好吃的", "附近有停车场吗", "灵隐寺旁边的咖啡馆", "找一下杭州东站周边的便利店", "这附近哪里有药店", "西溪湿地周围有什么好玩的"],
            ["restaurants near West Lake", "is there a parking lot nearby", "coffee shops close to Lingyin Temple", "find a convenience store around Hangzhou East station", "where is the nearest pharmacy", "what is there to do around the lake"]));

    private static AgentManifest Kitchen() => Typed.Agent(
        "kitchen",
        [
            Typed.Words("Dish", "mapo-tofu=麻婆豆腐|mapo tofu", "kung-pao=宫保鸡丁|宫爆鸡丁|kung pao chicken", "tomato-egg=番茄炒蛋|西红柿炒鸡蛋|tomato and egg", "braised-pork=红烧肉|braised pork", "dumplings=饺子|水饺|dumpling", "fish=清蒸鲈鱼|steamed bass"),
        ],
        Typed.Skill("ingredients", ("查询食材", "List the ingredients of a dish"), "dish!:Dish people:PartySize", "items:Items",
            ["做麻婆豆腐需要什么食材", "红烧肉要准备哪些材料", "我想做四人份的宫保鸡丁", "今晚想吃番茄炒蛋", "饺子的配料有哪些", "我要做红烧肉", "想给家里三个人做麻婆豆腐"],
            ["what do I need for mapo tofu", "ingredients for braised pork for four", "I want to cook kung pao chicken tonight", "what goes into dumplings", "I'd like to make tomato and egg for two", "what should I buy to cook mapo tofu"],
            suggests: ["quote"]),
        Typed.Skill("quote", ("食材报价", "Price a cart of groceries"), "items!:Items by:TimeWindow/by budget:Money/budget", "total:Money cart:Cart",
            ["买这些食材要多少钱", "麻婆豆腐的食材七点前送到多少钱", "帮我把菜送到家", "买菜做饭预算一百元", "食材六点前能送到吗", "把做饺子的材料配齐送来"],
            ["how much do the groceries cost", "get the ingredients for mapo tofu delivered by seven", "deliver groceries home before 6", "price the ingredients within 100 yuan", "can the food be here by seven", "have everything for dumplings delivered"]),
        Typed.Skill("order", ("下单买菜", "Order groceries"), "cart!:Cart", "order:Order",
            ["下单买这些菜", "确认购买这些食材", "就这样下单吧", "把购物车里的菜买了"], ["place the order for the groceries", "order these ingredients now", "buy the cart", "check out"], SkillEffect.Write));

    private static AgentManifest Purse() => Typed.Agent(
        "purse",
        [],
        Typed.Skill("split", ("分摊账单", "Split a bill"), "amount!:Money people!:PartySize", "share:Money/share",
            ["360元五个人平分", "这顿饭400块我们四个人AA", "帮我算一下每人多少钱", "把账单平摊给六个人", "房费三个人分摊每人多少", "300块AA一下"],
            ["split 360 yuan among five", "divide the bill of 200 yuan between four people", "how much does each of us pay", "share the cost among six", "go Dutch on 300 yuan", "split the check three ways"]),
        Typed.Skill("balance", ("查询余额", "Check the balance"), "", "balance:Money/balance",
            ["我的余额还有多少", "查一下钱包余额", "账户里还有多少钱", "我还剩多少钱"], ["what is my balance", "how much money do I have", "check my wallet", "how much is left in my account"]),
        Typed.Skill("transfer", ("转账", "Send money"), "amount!:Money to!:Text", "receipt:Receipt",
            ["给小王转200元", "转账五百块给妈妈", "把钱转给房东", "付钱给老板"], ["send 200 yuan to Tom", "transfer 500 to my mother", "pay my landlord", "wire money to the shop"], SkillEffect.Pay));

    private static AgentManifest Library() => Typed.Agent(
        "library",
        [Typed.Words("Book", "dream=红楼梦|Dream of the Red Chamber", "three-body=三体|The Three-Body Problem", "emma=爱玛|Emma", "walden=瓦尔登湖|Walden")],
        Typed.Skill("find_book", ("查找馆藏", "Find a book in the library"), "book!:Book", "copy:Copy",
            ["图书馆有没有红楼梦", "三体在哪个书架", "查一下瓦尔登湖能不能借", "帮我找爱玛这本书"], ["does the library have Walden", "where is The Three-Body Problem shelved", "is Emma available to borrow", "look up Dream of the Red Chamber in the catalogue"]),
        Typed.Skill("reading_room", ("预约座位查询", "Free seats in the reading room"), "when!:TimeWindow people:PartySize", "seats:Seats",
            ["明天下午阅览室还有位子吗", "周六自习室有空座吗", "阅览室几点有座位"], ["are there free seats in the reading room tomorrow afternoon", "is the study room free on Saturday", "seats in the library tonight"]),
        Typed.Skill("renew", ("续借图书", "Renew a loan"), "copy!:Copy", "due:TimeWindow", ["续借三体", "把瓦尔登湖再借一个月", "延长红楼梦的还书时间"], ["renew Emma", "extend my loan of Walden", "keep The Three-Body Problem for another month"], SkillEffect.Write));

    private static AgentManifest Travel() => Typed.Agent(
        "travel",
        [Typed.Words("Place", "shanghai=上海|Shanghai", "beijing=北京|Beijing", "suzhou=苏州|Suzhou")],
        Typed.Skill("trains", ("查询火车", "Find trains"), "from!:Place/origin to!:Place/destination when!:TimeWindow", "trains:TrainList",
            ["明天上海到北京的高铁", "查一下周五去苏州的火车票", "后天早上从北京到上海有哪些车次", "下周六去上海的动车"], ["trains from Shanghai to Beijing tomorrow", "high-speed train to Suzhou on Friday", "find train tickets from Beijing to Shanghai", "when does the next train to Suzhou leave"]),
        Typed.Skill("hotels", ("查询酒店", "Find hotels"), "where!:Place when!:TimeWindow people:PartySize budget:Money/budget", "hotels:HotelList",
            ["帮我找上海的酒店", "下周六在苏州住一晚预算500", "北京有什么便宜的宾馆", "找个两个人住的酒店", "西湖边上的民宿"], ["find a hotel in Shanghai", "a room in Suzhou next Saturday under 500 yuan", "cheap places to stay in Beijing", "hotel for two near West Lake", "where can I spend the night in Suzhou"]));

    private static AgentManifest Salon() => Typed.Agent(
        "salon",
        [Typed.Words("Treatment", "cut=剪头发|理发|haircut", "dye=染发|hair colouring", "nails=美甲|manicure")],
        Typed.Skill("slots", ("查询空档", "Find a free appointment at the salon"), "treatment!:Treatment when!:TimeWindow", "slot:Slot price:Money",
            ["周六下午能剪头发吗", "美甲店明天有空吗", "什么时候可以染发", "想约个理发"], ["can I get a haircut on Saturday afternoon", "is the nail salon free tomorrow for a manicure", "when can I have my hair coloured", "haircut appointment"]));
}
