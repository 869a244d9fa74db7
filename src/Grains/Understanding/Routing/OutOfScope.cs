namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// What people say to an assistant that no skill serves. Without these every text would be some skill's. A text that a registered skill's examples are like is left out by
/// <see cref="RouterTraining"/>, so an agent for the weather takes the weather from this list.
/// </summary>
internal static class OutOfScope
{
    /// <summary>Talk that asks for nothing.</summary>
    public static IReadOnlyList<string> Talk { get; } =
    [
        "你好", "早上好", "晚上好", "在吗", "谢谢", "谢谢你", "多谢了", "好的", "知道了", "可以", "没事", "算了", "不用了", "取消吧", "再见", "拜拜", "哈哈", "嗯嗯", "你是谁",
        "你叫什么名字", "你能做什么", "今天心情不错", "我好累", "我好无聊", "我今天很开心", "最近工作好忙", "今天下雨了", "我喜欢你", "你真棒", "你真笨", "辛苦了", "生日快乐",
        "周末愉快", "我有点难过", "随便聊聊", "我下班了", "我到家了", "明天要上班", "家里来客人了", "朋友要来我家", "我饿了", "太贵了吧", "听起来不错", "等一下", "让我想想",
        "hello", "hi there", "good morning", "good evening", "thanks", "thank you so much", "ok", "okay great", "never mind", "forget it", "cancel that", "bye", "see you later",
        "haha", "who are you", "what is your name", "what can you do", "i'm in a good mood today", "i am so tired", "i'm bored", "work has been busy lately", "it is raining today",
        "i like you", "you are awesome", "you are stupid", "happy birthday", "have a nice weekend", "i feel sad", "let's chat", "i just got off work", "i have to work tomorrow",
        "friends are coming over", "i'm hungry", "that sounds nice", "wait a second", "let me think", "no", "yes please", "how are you", "i love my city",
    ];

    /// <summary>Requests for something else.</summary>
    public static IReadOnlyList<string> OtherRequests { get; } =
    [
        "给我讲个笑话", "写一首关于春天的诗", "帮我写一篇作文", "帮我写一封邮件给老板", "翻译这句话成英文", "这个单词怎么读", "今天天气怎么样", "明天会下雨吗", "播放周杰伦的歌",
        "放点音乐", "明早七点叫我起床", "设一个十分钟的闹钟", "提醒我给妈妈打电话", "打开客厅的灯", "把空调调到二十六度", "世界上最高的山是哪座", "美国总统是谁", "唐朝有多少个皇帝",
        "光速是多少", "什么是量子力学", "解释一下相对论", "帮我写一段Python代码", "这段程序为什么报错", "一加一等于几", "求这个方程的解", "最近有什么新闻", "昨天的比赛谁赢了",
        "推荐一部电影", "推荐几本书", "股票会涨吗", "该买哪只基金", "帮我画一只猫", "生成一张图片", "我头疼怎么办", "感冒吃什么药", "帮我预约医生", "怎么办理护照", "教我学英语",
        "帮我起个名字", "算算我的星座运势", "打电话给小明", "给小王发条短信", "关机", "帮我订一张机票", "帮我找份工作", "怎么减肥", "怎么学游泳", "孩子作业怎么辅导", "总结一下这篇文章",
        "tell me a joke", "write a poem about spring", "help me write an essay", "write an email to my boss", "translate this sentence into french", "how do you pronounce this word",
        "what's the weather like today", "will it rain tomorrow", "play some music", "play a song by the beatles", "wake me up at seven", "set a timer for ten minutes",
        "remind me to call my mother", "turn on the lights", "set the temperature to twenty degrees", "what is the highest mountain in the world", "who is the president",
        "how many planets are there", "what is the speed of light", "what is quantum mechanics", "explain relativity", "write a python function", "why does this program crash",
        "what is two plus two", "solve this equation", "what's in the news", "who won the game last night", "recommend a movie", "recommend some books", "will the stock go up",
        "which fund should i buy", "draw a cat", "generate an image", "what should i do about my headache", "which medicine is good for a cold", "make an appointment with a doctor",
        "how do i renew my passport", "teach me english", "suggest a name for my dog", "what's my horoscope", "call tom", "send a text to anna", "shut down", "book a flight to london",
        "help me find a job", "how do i lose weight", "how do i learn to swim", "summarize this article", "what is the meaning of life",
        "给我唱首歌", "陪我聊会儿天", "你会做什么", "今天星期几", "太阳有多大", "地球到月亮有多远", "恐龙是怎么灭绝的", "写一篇演讲稿", "帮我想个广告语", "编一个睡前故事", "帮我写情书", "背一首唐诗", "秦始皇是谁", "黄河有多长", "一年有多少天", "质数有哪些",
        "证明一个定理", "帮我解这道题", "怎么追女生", "失恋了怎么办", "我该换工作吗", "人生的意义是什么", "你觉得谁会赢", "世界杯在哪里举行", "哪个国家人口最多", "水的沸点是多少", "什么是区块链", "给我画一张海报", "生成一个头像", "帮我算一卦", "今天运势怎么样",
        "你有女朋友吗", "你是真人吗", "讲个鬼故事", "成语接龙", "猜个谜语", "怎么变聪明", "帮我起个网名", "翻译成日语", "电脑死机了怎么办", "手机打不开", "苹果手机怎么截图", "怎么学吉他", "教我跳舞", "红楼梦讲了什么", "最近有什么好看的剧", "明星的八卦",
        "帮我写周报", "帮我改作文", "这个字怎么念", "sing me a song", "let's talk for a while", "what day is it today", "how big is the sun", "how far is the moon",
        "how did dinosaurs die out", "write a speech", "think of a slogan", "make up a bedtime story", "write a love letter", "recite a poem", "who was napoleon",
        "how long is the nile", "how many days are in a year", "list the prime numbers", "prove a theorem", "help me with this exercise", "how do i ask her out",
        "i broke up with my boyfriend", "should i change my life", "who do you think will win", "where is the world cup", "which country has the most people",
        "what is the boiling point of water", "what is a blockchain", "make me a poster", "generate an avatar", "read my palm", "do you have a girlfriend",
        "are you human", "tell me a ghost story", "ask me a riddle", "how do i get smarter", "suggest a nickname", "how do i take a screenshot", "my computer froze",
        "my phone does not start", "teach me the guitar", "teach me to dance", "what is hamlet about", "any good series to watch", "celebrity gossip",
        "write my weekly report", "correct my essay", "how do you spell necessary", "what does this word mean", "who invented the telephone", "why is the sky blue",
        "explain gravity to a child", "give me some motivation",
    ];
}
