<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>Actions</name>
        <message numerus="yes">
            <source>Add %n</source>
            <translation>
                <numerusform>Add %n</numerusform>
                <numerusform>Add %n</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Try %n again</source>
            <translation>
                <numerusform>Try %n again</numerusform>
                <numerusform>Try %n again</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Check %n again</source>
            <translation>
                <numerusform>Check %n again</numerusform>
                <numerusform>Check %n again</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Send %n anyway</source>
            <translation>
                <numerusform>Send %n anyway</numerusform>
                <numerusform>Send %n anyway</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Send %n again</source>
            <translation>
                <numerusform>Send %n again</numerusform>
                <numerusform>Send %n again</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Send %n first</source>
            <translation>
                <numerusform>Send %n first</numerusform>
                <numerusform>Send %n first</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Move %n up in line</source>
            <translation>
                <numerusform>Move %n up in line</numerusform>
                <numerusform>Move %n up in line</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Move %n down in line</source>
            <translation>
                <numerusform>Move %n down in line</numerusform>
                <numerusform>Move %n down in line</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Send %n last</source>
            <translation>
                <numerusform>Send %n last</numerusform>
                <numerusform>Send %n last</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Hold %n</source>
            <translation>
                <numerusform>Hold %n</numerusform>
                <numerusform>Hold %n</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Let %n go on</source>
            <translation>
                <numerusform>Let %n go on</numerusform>
                <numerusform>Let %n go on</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Take %n out of the line</source>
            <translation>
                <numerusform>Take %n out of the line</numerusform>
                <numerusform>Take %n out of the line</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Change %n names…</source>
            <translation>
                <numerusform>Change %n name…</numerusform>
                <numerusform>Change %n names…</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Change the type of %n…</source>
            <translation>
                <numerusform>Change the type of %n…</numerusform>
                <numerusform>Change the type of %n…</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>What %n are meant for…</source>
            <translation>
                <numerusform>What %n are meant for…</numerusform>
                <numerusform>What %n are meant for…</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Re-check the networks of %n</source>
            <translation>
                <numerusform>Re-check the networks of %n</numerusform>
                <numerusform>Re-check the networks of %n</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Mark %n as dealt with</source>
            <translation>
                <numerusform>Mark %n as dealt with</numerusform>
                <numerusform>Mark %n as dealt with</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Mark %n as open again</source>
            <translation>
                <numerusform>Mark %n as open again</numerusform>
                <numerusform>Mark %n as open again</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Copy %n media id(s)</source>
            <translation>
                <numerusform>Copy %n media id</numerusform>
                <numerusform>Copy %n media ids</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Copy %n link(s)</source>
            <translation>
                <numerusform>Copy %n link</numerusform>
                <numerusform>Copy %n links</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Copy %n row(s)</source>
            <translation>
                <numerusform>Copy %n row</numerusform>
                <numerusform>Copy %n rows</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Remove %n</source>
            <translation>
                <numerusform>Remove %n</numerusform>
                <numerusform>Remove %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>CrashSheet</name>
        <message numerus="yes">
            <source>%n unsent link(s) are safe: they are kept on this computer.</source>
            <translation>
                <numerusform>%n unsent link is safe: it is kept on this computer.</numerusform>
                <numerusform>%n unsent links are safe: they are kept on this computer.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>There were %n such errors until now.</source>
            <translation>
                <numerusform>There was %n such error until now.</numerusform>
                <numerusform>There were %n such errors until now.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Deeds</name>
        <message numerus="yes">
            <source>%n link(s) removed</source>
            <translation>
                <numerusform>%n link removed</numerusform>
                <numerusform>%n links removed</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n link(s), {day} {time}</source>
            <translation>
                <numerusform>%n link, {day} {time}</numerusform>
                <numerusform>%n links, {day} {time}</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Exporting</name>
        <message numerus="yes">
            <source>%n row(s) exported</source>
            <translation>
                <numerusform>%n row exported</numerusform>
                <numerusform>%n rows exported</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Intake</name>
        <message numerus="yes">
            <source>%n link(s) taken</source>
            <translation>
                <numerusform>%n link taken</numerusform>
                <numerusform>%n links taken</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of them page link(s)</source>
            <translation>
                <numerusform>%n of them is a page link</numerusform>
                <numerusform>%n of them are page links</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n in the list already, not sent yet</source>
            <translation>
                <numerusform>%n in the list already, not sent yet</numerusform>
                <numerusform>%n in the list already, not sent yet</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n double(s) merged</source>
            <translation>
                <numerusform>%n double merged</numerusform>
                <numerusform>%n doubles merged</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n could not be used</source>
            <translation>
                <numerusform>%n could not be used</numerusform>
                <numerusform>%n could not be used</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>LastEnd</name>
        <message numerus="yes">
            <source>%n unsent link(s) are here, and nothing is lost.</source>
            <translation>
                <numerusform>%n unsent link is here, and nothing is lost.</numerusform>
                <numerusform>%n unsent links are here, and nothing is lost.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>LeaveSheet</name>
        <message numerus="yes">
            <source>%n link(s) are still here and not with Oktopost yet.</source>
            <translation>
                <numerusform>%n link is still here and not with Oktopost yet.</numerusform>
                <numerusform>%n links are still here and not with Oktopost yet.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MeantForSheet</name>
        <message numerus="yes">
            <source>%n link(s) meant for:</source>
            <translation>
                <numerusform>%n link meant for:</numerusform>
                <numerusform>%n links meant for:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>NamesSheet</name>
        <message numerus="yes">
            <source>%n name(s), one a line, in the order of the list:</source>
            <translation>
                <numerusform>%n name:</numerusform>
                <numerusform>%n names, one a line, in the order of the list:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>NetworkLineView</name>
        <message numerus="yes">
            <source>%n recommendation(s)</source>
            <translation>
                <numerusform>%n recommendation</numerusform>
                <numerusform>%n recommendations</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>RejectsSheet</name>
        <message numerus="yes">
            <source>%n of what you gave could not be used:</source>
            <translation>
                <numerusform>%n of what you gave could not be used:</numerusform>
                <numerusform>%n of what you gave could not be used:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SeveralPanel</name>
        <message numerus="yes">
            <source>%n links selected</source>
            <translation>
                <numerusform>%n link selected</numerusform>
                <numerusform>%n links selected</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of them are hidden by the filter</source>
            <translation>
                <numerusform>%n of them is hidden by the filter</numerusform>
                <numerusform>%n of them are hidden by the filter</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of them are no video: Oktopost checks only videos</source>
            <translation>
                <numerusform>%n of them is no video: Oktopost checks only videos</numerusform>
                <numerusform>%n of them are no video: Oktopost checks only videos</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Status</name>
        <message numerus="yes">
            <source>%n new link(s) not added yet</source>
            <translation>
                <numerusform>%n new link is not added yet</numerusform>
                <numerusform>%n new links are not added yet</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n link(s) not sent; everything else is with Oktopost</source>
            <translation>
                <numerusform>%n link is not sent; everything else is with Oktopost</numerusform>
                <numerusform>%n links are not sent; everything else is with Oktopost</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n new link(s) not added yet; everything else is with Oktopost</source>
            <translation>
                <numerusform>%n new link is not added yet; everything else is with Oktopost</numerusform>
                <numerusform>%n new links are not added yet; everything else is with Oktopost</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n link(s) still here</source>
            <translation>
                <numerusform>%n link is still here</numerusform>
                <numerusform>%n links are still here</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TypeSheet</name>
        <message numerus="yes">
            <source>What %n link(s) hold(s), as Oktopost is told:</source>
            <translation>
                <numerusform>What the link holds, as Oktopost is told:</numerusform>
                <numerusform>What the %n links hold, as Oktopost is told:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>_AddingRow</name>
        <message numerus="yes">
            <source>Adding %n link(s) in {seconds} s</source>
            <translation>
                <numerusform>Adding %n link in {seconds} s</numerusform>
                <numerusform>Adding %n links in {seconds} s</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>_NewRow</name>
        <message numerus="yes">
            <source>NEW · %n link(s)</source>
            <translation>
                <numerusform>NEW · %n link</numerusform>
                <numerusform>NEW · %n links</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>checking %n</source>
            <translation>
                <numerusform>checking %n</numerusform>
                <numerusform>checking %n</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n can't be added yet</source>
            <translation>
                <numerusform>%n can't be added yet</numerusform>
                <numerusform>%n can't be added yet</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n page link(s)</source>
            <translation>
                <numerusform>%n page link</numerusform>
                <numerusform>%n page links</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Add %n ({size})</source>
            <translation>
                <numerusform>Add %n ({size})</numerusform>
                <numerusform>Add %n ({size})</numerusform>
            </translation>
        </message>
    </context>
</TS>
